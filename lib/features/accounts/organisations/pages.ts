/** What the organisation's settings page shows. */

import { listOwnOrganisations } from "#lib/features/accounts/sessions/rows.ts";
import { may } from "#lib/gate/may.ts";
import { requireMember } from "#lib/gate/page-member.ts";
import { readOrganisation } from "./rows.ts";

export async function loadOrganisationSettings() {
  const actor = await requireMember("/settings/organisation");
  const [organisation, choices] = await Promise.all([
    readOrganisation(actor.organisationId),
    listOwnOrganisations(actor),
  ]);
  return { organisation, choices, role: actor.role, mayChange: may(actor, "organisation:manage") };
}
