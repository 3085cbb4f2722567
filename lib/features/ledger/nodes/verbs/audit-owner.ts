import type { Actor, OrganisationId } from "#lib/gate/actor.ts";

/** In whose audit log a change of the installation stands: the organisation of who made it; nobody's for the command line. */
export function auditOwner(actor: Actor): OrganisationId | null {
  return actor.kind === "user" ? actor.organisationId : null;
}
