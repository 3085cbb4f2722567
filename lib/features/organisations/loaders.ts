/** What the organisation's settings page shows. */
import { listOwnOrganisations } from "#lib/features/sessions/data.ts";
import { requireMember } from "#lib/features/sessions/loaders.ts";
import { may } from "#lib/infra/auth/permissions.ts";
import { readOrganisation } from "./data.ts";

export async function loadOrganisationSettings() {
  const actor = await requireMember("/settings/organisation");
  const [organisation, choices] = await Promise.all([
    readOrganisation(actor.organisationId),
    listOwnOrganisations(actor),
  ]);
  return { organisation, choices, role: actor.role, mayChange: may(actor, "organisation:manage") };
}
