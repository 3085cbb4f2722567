/** What the organisation's settings page shows. */
import { listMembers } from "#lib/features/members/data.ts";
import { listOwnOrganisations } from "#lib/features/sessions/data.ts";
import { requireMember } from "#lib/features/sessions/loaders.ts";
import { may } from "#lib/infra/auth/permissions.ts";
import { readOrganisation } from "./data.ts";

export async function loadOrganisationSettings() {
  const actor = await requireMember("/settings/organisation");
  const [organisation, members, choices] = await Promise.all([
    readOrganisation(actor.organisationId),
    listMembers(actor.organisationId),
    listOwnOrganisations(actor),
  ]);
  return { organisation, members, choices, role: actor.role, mayChange: may(actor, "organisation:manage") };
}
