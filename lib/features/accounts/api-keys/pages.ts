/** What the page of keys shows. */

import { may } from "#lib/gate/may.ts";
import { readOrganisationState } from "#lib/gate/organisation-state.ts";
import { requireMember } from "#lib/gate/page-member.ts";
import { countOrphanKeys, listApiKeys } from "./rows.ts";
import { apiKeyQuerySchema } from "./schema.ts";

export async function loadApiKeys(query: Record<string, string | string[] | undefined>) {
  const actor = await requireMember("/settings/keys");
  const { organisationId, role } = actor;
  const { q, orphans, ...cursor } = apiKeyQuerySchema.parse(query);
  const [page, orphanCount, state] = await Promise.all([
    listApiKeys({ organisationId, q, orphans, ...cursor }),
    countOrphanKeys(organisationId),
    readOrganisationState(organisationId),
  ]);
  const suspended = state === "suspended";
  return { page, q, orphans, orphanCount, suspended, role, mayManage: may(actor, "keys:manage") };
}

/** Whether the signed-in user may make a key. */
export async function loadMayManageKeys() {
  const actor = await requireMember("/settings/keys/new");
  const suspended = (await readOrganisationState(actor.organisationId)) === "suspended";
  return { role: actor.role, mayManage: may(actor, "keys:manage"), suspended };
}
