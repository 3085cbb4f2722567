/** What the organisation's settings page shows. */

import { listOwnOrganisations } from "#lib/features/accounts/sessions/rows.ts";
import { may } from "#lib/gate/may.ts";
import { requireMember, requirePerson } from "#lib/gate/page-member.ts";
import { readAccessRules, readOrganisation, readStorageUse } from "./rows.ts";

export async function loadOrganisationSettings() {
  const actor = await requireMember("/settings/organisation");
  const [organisation, storage, choices] = await Promise.all([
    readOrganisation(actor.organisationId),
    actor.units === null ? readStorageUse(actor.organisationId) : undefined,
    listOwnOrganisations(actor),
  ]);
  return { organisation, storage, choices, role: actor.role, mayChange: may(actor, "organisation:manage") };
}

/** What the organisation asks of its members, and whether the signed-in user may change it. */
export async function loadAccessRules() {
  const actor = await requireMember("/settings/access");
  const rules = await readAccessRules(actor.organisationId);
  return { rules, role: actor.role, mayChange: may(actor, "organisation:manage") };
}

/** The organisations of whoever is signed in, for who can do nothing in the one that they are in. */
export async function loadOwnOrganisations() {
  const actor = await requirePerson("/settings/factors");
  return { choices: await listOwnOrganisations(actor), current: actor.organisationId, restricted: actor.restricted };
}
