/** All that the console's list shows of one page: the records, and who submitted them. */
import type { OwnField } from "#lib/core/claim/own-fields.ts";
import { listAuditActors } from "#lib/features/audit-log/rows/actors.ts";
import type { AuditActorChoice } from "#lib/features/audit-log/types.ts";
import { listFieldDefinitions } from "#lib/features/evidence/fields/rows.ts";
import { type FieldDefinition, LIST_COLUMNS_MAX } from "#lib/features/evidence/fields/types.ts";
import type { Reach } from "#lib/gate/actor.ts";
import type { Cursor } from "#lib/infra/db/cursor-page.ts";
import type { EvidenceFilter, EvidenceSummary, FoundFile } from "../types.ts";
import { readListed, toSummary } from "./evidence.ts";
import { findInBundles } from "./in-bundles.ts";
import { type IdPage, isValue, listEvidenceIds } from "./list.ts";
import { type Submitter, submittersOf } from "./submitters.ts";
import { listTags } from "./tags.ts";

const ROWS_PER_PAGE = 50;

export type ListRow = Pick<
  EvidenceSummary,
  "id" | "name" | "type" | "sha256" | "state" | "receivedAt" | "tags" | "unit"
> & {
  /** A value for each of the page's columns, or none. */
  own: (OwnField | null)[];
  who: Submitter;
  witnessed: boolean;
  timestamped: boolean;
  /** Of a bundle that was looked for by a digest: its file. */
  file?: FoundFile;
};

export interface ListPage extends Omit<IdPage, "ids"> {
  rows: ListRow[];
  /** Users and keys by whom the list can be filtered. */
  submitterChoices: AuditActorChoice[];
  tagChoices: string[];
  /** Own fields that have a column. */
  columns: FieldDefinition[];
  /** The search has not come to its end, and further on a field has exactly the value that is looked for. */
  isValueFurtherOn: boolean;
}

/** @param options.filter undefined: the filters make no sense, and find nothing */
export async function readListPage(options: {
  reach: Reach;
  filter: EvidenceFilter | undefined;
  cursor: Cursor;
}): Promise<ListPage> {
  const { reach, filter, cursor } = options;
  const { organisationId } = reach;
  const asked = { reach, cursor, limit: ROWS_PER_PAGE };
  const [{ listed, ...rest }, submitterChoices, tagChoices, definitions] = await Promise.all([
    filter ? readPage({ ...asked, filter }) : { listed: [], unfinished: false },
    listAuditActors(reach),
    listTags(organisationId),
    listFieldDefinitions(organisationId),
  ]);
  // Who is a choice has a name already; the others have left, or are many.
  const known = new Map(submitterChoices.map(({ id, name }) => [id, name]));
  const [submitters, files, isValueFurtherOn] = await Promise.all([
    submittersOf(organisationId, { rows: listed, known }),
    findInBundles(organisationId, { ids: listed.map(({ id }) => id), sha256: filter?.sha256 }),
    rest.unfinished && filter?.q ? isValue(reach, filter.q) : false,
  ]);
  const columns = definitions.filter(({ inList }) => inList).slice(0, LIST_COLUMNS_MAX);
  const rows = listed.map(toSummary).map((item): ListRow => {
    const { id, name, type, sha256, state, receivedAt, witnessedAt, timestampedAt, fields, tags, unit } = item;
    const who = submitters.get(id) ?? { kind: "unreadable" };
    const marks = { witnessed: witnessedAt !== undefined, timestamped: timestampedAt !== undefined };
    const own = columns.map((column) => fields?.[column.name] ?? null);
    const file = files.get(id);
    const more = { ...(unit && { unit }), ...(file && { file }) };
    return { id, name, type, sha256, state, receivedAt, who, own, tags, ...marks, ...more };
  });
  return { ...rest, rows, submitterChoices, tagChoices, columns, isValueFurtherOn };
}

async function readPage(asked: Parameters<typeof listEvidenceIds>[0]) {
  const { ids, ...page } = await listEvidenceIds(asked);
  return { ...page, listed: await readListed(asked.reach, ids) };
}
