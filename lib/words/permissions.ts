/** Who may what: the roles of people, the scopes of keys, and the one table of permissions. */

export const ROLES = ["owner", "admin", "operator", "auditor"] as const;

/** Owners and admins manage keys and settings, operators record evidence, auditors only read. */
export type Role = (typeof ROLES)[number];

export const SCOPES = ["evidence:write", "evidence:read"] as const;

export type Scope = (typeof SCOPES)[number];

/** The roles of people that have each permission; a key has those that its scopes name. */
export const ROLES_OF_PERMISSION = {
  "evidence:read": ["owner", "admin", "operator", "auditor"],
  "evidence:write": ["owner", "admin", "operator"],
  "audit-log:read": ["owner", "admin", "auditor"],
  "keys:manage": ["owner", "admin"],
  "organisation:manage": ["owner", "admin"],
  "members:manage": ["owner", "admin"],
  "outbox:read": ["owner", "admin"],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof ROLES_OF_PERMISSION;

export const PERMISSIONS = Object.keys(ROLES_OF_PERMISSION) as Permission[];
