/** All that the console's list shows of one page: the records, and who submitted them. */
import { listAuditActors } from "#lib/features/audit-log/rows.ts";
import type { AuditActorChoice } from "#lib/features/audit-log/types.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import type { Cursor } from "#lib/infra/db/cursor-page.ts";
import type { EvidenceSummary } from "../types.ts";
import { type EvidencePage, listEvidence } from "./evidence.ts";
import type { EvidenceFilter } from "./list.ts";
import { findSubmitters, type Submitter } from "./submitters.ts";

const ROWS_PER_PAGE = 50;

export type ListRow = Pick<EvidenceSummary, "id" | "name" | "type" | "sha256" | "state" | "receivedAt"> & {
  who: Submitter;
  witnessed: boolean;
  timestamped: boolean;
};

export interface ListPage extends Omit<EvidencePage, "evidence"> {
  rows: ListRow[];
  /** Users and keys by whom the list can be filtered. */
  submitterChoices: AuditActorChoice[];
}

/** @param options.filter undefined: the filters make no sense, and find nothing */
export async function readListPage(options: {
  organisationId: OrganisationId;
  filter: EvidenceFilter | undefined;
  cursor: Cursor;
}): Promise<ListPage> {
  const { organisationId, filter, cursor } = options;
  const [page, submitterChoices] = await Promise.all([
    filter ? listEvidence(organisationId, { filter, cursor, limit: ROWS_PER_PAGE }) : undefined,
    listAuditActors(organisationId),
  ]);
  const { evidence, ...rest } = page ?? { evidence: [], unfinished: false };
  const submitters = await findSubmitters(
    organisationId,
    evidence.map(({ id }) => id),
  );
  const rows = evidence.map(({ id, name, type, sha256, state, receivedAt, witnessedAt, timestampedAt }): ListRow => {
    const who = submitters.get(id) ?? { kind: "unreadable" };
    const marks = { witnessed: witnessedAt !== undefined, timestamped: timestampedAt !== undefined };
    return { id, name, type, sha256, state, receivedAt, who, ...marks };
  });
  return { ...rest, rows, submitterChoices };
}
