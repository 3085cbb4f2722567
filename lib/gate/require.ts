/**
 * Authority, asked in the first line of every verb that somebody calls: a verb whose actor may not throws before it does
 * anything. What the installation's operators alone may do asks `requireOperator` (may-operate.ts).
 *
 * A verb that only its caller's transaction leads to (its first parameter is the handle) leaves this to that caller.
 */
import { SealbookError } from "#lib/words/errors.ts";
import type { Permission } from "#lib/words/permissions.ts";
import type { Actor, MemberActor, OrganisationId, Restriction, UserActor } from "./actor.ts";
import { isForTests, isForUnits, may, rolesThatMay } from "./may.ts";
import { requireWhole } from "./reach.ts";

/** @throws {SealbookError} `forbidden`; `not_in_tests`, `whole_organisation`; for an API key `scope_missing`; for a member whom more is asked of `two_factors_needed`, `sso_needed`. */
export function requirePermission(actor: Actor, permission: Permission): void {
  if (may(actor, permission)) return;
  if (!isForTests(permission)) refuseTests(actor);
  if (actor.kind === "user" && actor.restricted) throw restrictionRefusal(actor.restricted);
  const isOne = actor.kind === "user" ? rolesThatMay(permission).includes(actor.role) : hasScope(actor, permission);
  if ("units" in actor && isOne && !isForUnits(permission)) requireWhole(actor);
  if (actor.kind === "api-key") throw new SealbookError("scope_missing", { details: { scope: permission } });
  throw new SealbookError("forbidden");
}

function hasScope(actor: Actor, permission: Permission): boolean {
  return actor.kind === "api-key" && actor.scopes.some((scope) => scope === permission);
}

/** @throws {SealbookError} `not_in_tests` for whoever acts for an organisation that tries things out */
export function refuseTests(actor: Actor): void {
  if ("test" in actor && actor.test) throw new SealbookError("not_in_tests");
}

/** What a member is told who may do nothing in their organisation yet. */
export function restrictionRefusal(restricted: Restriction): SealbookError {
  return new SealbookError(restricted === "factor" ? "two_factors_needed" : "sso_needed");
}

/** What anybody who is signed in may do with what is their own. @throws {SealbookError} `forbidden` for programs. */
export function requireUser(actor: Actor): asserts actor is UserActor {
  if (actor.kind !== "user") throw new SealbookError("forbidden");
}

/** What is done at the command line of the installation alone. @throws {SealbookError} `forbidden` for everybody else. */
export function requireCommandLine(actor: Actor): void {
  if (actor.kind !== "operator") throw new SealbookError("forbidden");
}

/** A member acts for their own organisation; the command line names the one that it acts for. */
export type ForOrganisation<By extends MemberActor = UserActor> =
  | { actor: By }
  | { actor: { kind: "operator" }; organisationId: OrganisationId };

/** The organisation in which the actor may. @throws {SealbookError} `forbidden`, `scope_missing`. */
export function requireOrganisation(input: ForOrganisation<MemberActor>, permission: Permission): OrganisationId {
  if (input.actor.kind === "operator") return (input as { organisationId: OrganisationId }).organisationId;
  requirePermission(input.actor, permission);
  return input.actor.organisationId;
}

/** What a one-time link opens, for whoever holds it. @throws {SealbookError} `link_invalid` when it opens nothing. */
export function requireLink<Opened>(opened: Opened | undefined): Opened {
  if (opened === undefined) throw new SealbookError("link_invalid");
  return opened;
}
