/** What each role and each API key may do: one table, asked by every gate and verb. */
import type { Actor, Role, Scope } from "./types.ts";

const ROLES_OF_PERMISSION = {
  "evidence:read": ["owner", "admin", "operator", "auditor"],
  "evidence:write": ["owner", "admin", "operator"],
  "audit-log:read": ["owner", "admin", "auditor"],
  "keys:manage": ["owner", "admin"],
  "organisation:manage": ["owner", "admin"],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof ROLES_OF_PERMISSION;

export const PERMISSIONS = Object.keys(ROLES_OF_PERMISSION) as Permission[];

/** Whether the actor may; an API key has the permissions that its scopes name and no others. */
export function may(actor: Actor, permission: Permission): boolean {
  switch (actor.kind) {
    case "user":
      return (ROLES_OF_PERMISSION[permission] as readonly Role[]).includes(actor.role);
    case "api-key":
      return (actor.scopes as readonly (Scope | Permission)[]).includes(permission);
    case "operator":
    case "worker":
      return false;
  }
}
