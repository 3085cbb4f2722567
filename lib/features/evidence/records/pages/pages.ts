import { DIGEST_BYTES, fromHex } from "#lib/core/text/bytes.ts";
import { env } from "#lib/env.ts";
import { readOrganisation } from "#lib/features/accounts/organisations/rows.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { may } from "#lib/gate/may.ts";
import { readOrganisationState } from "#lib/gate/organisation-state.ts";
import { currentMember, requireMember } from "#lib/gate/page-member.ts";
import type { EvidenceFilter } from "../rows/list.ts";
import { readListPage } from "../rows/list-page.ts";
import { idSchema } from "../schema/evidence.ts";
import { dayRange, type Filters, parseFilters, type RawFilters } from "../schema/filters.ts";
import { type ExportedPage, exportEvidence } from "../verbs/export-evidence.ts";

/** The evidence list under the filters of the address. */
export async function loadListPage(raw: RawFilters) {
  const filters = parseFilters(raw);
  const actor = await requireMember(filters.path);
  const { older, newer } = filters;
  const page = await readListPage({
    organisationId: actor.organisationId,
    filter: filters.problem ? undefined : toFilter(filters),
    cursor: { older, newer },
  });
  return { ...page, filters, mayRecord: await mayRecord(actor) };
}

async function mayRecord(actor: UserActor): Promise<boolean> {
  return may(actor, "evidence:write") && (await readOrganisationState(actor.organisationId)) === "active";
}

/** What the search field takes: a whole id, a whole digest, or a part of a name. */
function toFilter(filters: Filters): EvidenceFilter {
  const { q, state, who } = filters;
  const rest = { state, who, ...dayRange(filters) };
  const id = idSchema.safeParse(q.toLowerCase());
  if (id.success) return { id: id.data, ...rest };
  // People copy digests in groups.
  const sha256 = fromHex(q.toLowerCase().replaceAll(/\s/g, ""));
  return sha256?.length === DIGEST_BYTES ? { sha256: new Uint8Array(sha256), ...rest } : { q, ...rest };
}

/** All that the list shows under these filters, for who is signed in; undefined for everybody else. */
export async function loadEvidenceExport(raw: RawFilters): Promise<AsyncGenerator<ExportedPage> | undefined> {
  const actor = await currentMember();
  if (!actor || !may(actor, "evidence:read")) return undefined;
  const filters = parseFilters(raw);
  if (filters.problem) return undefined;
  return await exportEvidence({ actor, filter: toFilter(filters) });
}

/** What the upload page needs to know before a file is chosen. */
export async function loadUploadPage() {
  const actor = await requireMember("/evidence/new");
  const { keepContent, publishRecords } = await readOrganisation(actor.organisationId);
  return {
    mayRecord: await mayRecord(actor),
    /** What keeps them from it is not their role: the layout says what. */
    suspended: (await readOrganisationState(actor.organisationId)) === "suspended",
    keepContent,
    publishRecords,
    bytesMax: env.UPLOAD_BYTES_MAX,
    // The list of files in a tab belongs to one person in one organisation.
    scope: `${actor.organisationId} ${actor.userId}`,
  };
}
