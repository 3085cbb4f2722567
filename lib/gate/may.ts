/** What each role and each API key may do: one table, asked by every gate and verb. */

import { type Permission, ROLES_OF_PERMISSION, type Role, type Scope } from "#lib/words/permissions.ts";
import type { Actor } from "./actor.ts";

/** The roles in which a user may: for statements that ask for themselves. */
export function rolesThatMay(permission: Permission): readonly Role[] {
  return ROLES_OF_PERMISSION[permission];
}

const ROLES_GIVEN_BY: Record<Role, readonly Role[]> = {
  owner: ["owner", "admin", "operator", "auditor"],
  admin: ["admin", "operator", "auditor"],
  operator: [],
  auditor: [],
};

/**
 * The roles that somebody in `role` gives and takes away, invitations to them included: what an admin decides never
 * touches an owner.
 */
export function rolesGivenBy(role: Role): readonly Role[] {
  return ROLES_GIVEN_BY[role];
}

/** Whether somebody in `role` names the provider: it says who anybody is, an owner too, and so is for those alone who decide about owners. */
export function mayNameProvider(role: Role): boolean {
  return rolesGivenBy(role).includes("owner");
}

/** What tests are not for: what they would leave behind is meant to last, and is looked for by strangers. */
const NOT_IN_TESTS: readonly Permission[] = [
  ...(["certificates:write", "certificates:approve", "certificates:revoke", "templates:write"] as const),
  ...(["contracts:write", "seals:use", "seals:manage"] as const),
];

export function isForTests(permission: Permission): boolean {
  return !NOT_IN_TESTS.includes(permission);
}

/** What holds for the organisation as a whole, whatever the role of somebody in one of its units: its own settings, words and log. */
const NOT_IN_UNITS: readonly Permission[] = [
  ...(["organisation:manage", "units:manage", "templates:write", "audit-log:read", "outbox:read"] as const),
];

export function isForUnits(permission: Permission): boolean {
  return !NOT_IN_UNITS.includes(permission);
}

/** Whether the actor may; an API key has the permissions that its scopes name and no others. */
export function may(actor: Actor, permission: Permission): boolean {
  if ("test" in actor && actor.test && !isForTests(permission)) return false;
  if ("units" in actor && actor.units !== null && !isForUnits(permission)) return false;
  switch (actor.kind) {
    case "user":
      return (
        actor.restricted === undefined && (ROLES_OF_PERMISSION[permission] as readonly Role[]).includes(actor.role)
      );
    case "api-key":
      return (actor.scopes as readonly (Scope | Permission)[]).includes(permission);
    case "operator":
    case "worker":
      return false;
  }
}
