/** What the organisation's settings page shows. */

import { listOwnOrganisations } from "#lib/features/accounts/sessions/rows.ts";
import { may } from "#lib/gate/may.ts";
import { requireMember } from "#lib/gate/page-member.ts";
import { readOrganisation, readStorageUse } from "./rows.ts";

export async function loadOrganisationSettings() {
  const actor = await requireMember("/settings/organisation");
  const [organisation, storage, choices] = await Promise.all([
    readOrganisation(actor.organisationId),
    readStorageUse(actor.organisationId),
    listOwnOrganisations(actor),
  ]);
  return { organisation, storage, choices, role: actor.role, mayChange: may(actor, "organisation:manage") };
}
