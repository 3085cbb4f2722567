import { env } from "#lib/env.ts";
import { readOrganisation } from "#lib/features/accounts/organisations/rows.ts";
import { readerZone } from "#lib/features/accounts/people/pages.ts";
import { unitChoices } from "#lib/features/accounts/units/pages.ts";
import { listFieldDefinitions } from "#lib/features/evidence/fields/rows.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { may } from "#lib/gate/may.ts";
import { readOrganisationState } from "#lib/gate/organisation-state.ts";
import { requireMember } from "#lib/gate/page-member.ts";
import { readListPage } from "../rows/list-page.ts";
import { parseFilters, type RawFilters, toFilter } from "../schema/filters.ts";

/** The evidence list under the filters of the address. */
export async function loadListPage(raw: RawFilters) {
  const zone = await readerZone();
  const filters = parseFilters(raw, zone);
  const actor = await requireMember(filters.path);
  const { older, newer } = filters;
  const page = await readListPage({
    reach: actor,
    filter: filters.problem ? undefined : toFilter(filters),
    cursor: { older, newer },
  });
  const units = await unitChoices(actor);
  return { ...page, units, filters, zone, mayRecord: await mayRecord(actor), mayTag: may(actor, "evidence:write") };
}

async function mayRecord(actor: UserActor): Promise<boolean> {
  return may(actor, "evidence:write") && (await readOrganisationState(actor.organisationId)) === "active";
}

/** What the upload page needs to know before a file is chosen. @param from the page itself, to which whoever signs in comes back */
export async function loadUploadPage(from = "/evidence/new") {
  const actor = await requireMember(from);
  const [{ keepContent, alsoSm3, publishRecords }, fields] = await Promise.all([
    readOrganisation(actor.organisationId),
    listFieldDefinitions(actor.organisationId),
  ]);
  return {
    mayRecord: await mayRecord(actor),
    /** What keeps them from it is not their role: the layout says what. */
    suspended: (await readOrganisationState(actor.organisationId)) === "suspended",
    keepContent,
    alsoSm3,
    publishRecords,
    // Large ones go in pieces.
    bytesMax: Math.max(env.UPLOAD_BYTES_MAX, env.RESUMABLE_BYTES_MAX),
    /** That are asked for. */
    fields,
    // The list of files in a tab belongs to one person in one organisation.
    scope: `${actor.organisationId} ${actor.userId}`,
  };
}
