/** Who may what: the roles of people, the scopes of keys, and the one table of permissions. */

export const ROLES = ["owner", "admin", "operator", "auditor"] as const;

/** Owners and admins manage keys, settings and templates, and revoke; operators record evidence and issue certificates; auditors only read. */
export type Role = (typeof ROLES)[number];

export const SCOPES = [
  "evidence:write",
  "evidence:read",
  "evidence:hold",
  "evidence:erase",
  "certificates:read",
  "certificates:write",
  "certificates:approve",
  "certificates:revoke",
  "templates:write",
  "contracts:read",
  "contracts:write",
  "seals:use",
  "seals:manage",
  "webhooks:manage",
  "audit-log:read",
  "keys:manage",
  "units:manage",
] as const;

export type Scope = (typeof SCOPES)[number];

/** What a key may of which nobody said what it may. */
export const DEFAULT_SCOPES: readonly Scope[] = ["evidence:write", "evidence:read"];

/** What a test key may: no certificate is issued as a test. */
export const TEST_SCOPES: readonly Scope[] = ["evidence:write", "evidence:read", "webhooks:manage"];

/** The roles of people that have each permission; a key has those that its scopes name. */
export const ROLES_OF_PERMISSION = {
  "evidence:read": ["owner", "admin", "operator", "auditor"],
  "evidence:write": ["owner", "admin", "operator"],
  "evidence:hold": ["owner", "admin"],
  "evidence:erase": ["owner", "admin"],
  "certificates:read": ["owner", "admin", "operator", "auditor"],
  "certificates:write": ["owner", "admin", "operator"],
  "certificates:approve": ["owner", "admin"],
  "certificates:revoke": ["owner", "admin"],
  "templates:write": ["owner", "admin"],
  "contracts:read": ["owner", "admin", "operator", "auditor"],
  "contracts:write": ["owner", "admin", "operator"],
  "seals:use": ["owner", "admin", "operator"],
  "seals:manage": ["owner", "admin"],
  "audit-log:read": ["owner", "admin", "auditor"],
  "webhooks:manage": ["owner", "admin"],
  "keys:manage": ["owner", "admin"],
  "units:manage": ["owner", "admin"],
  "organisation:manage": ["owner", "admin"],
  "members:manage": ["owner", "admin"],
  "outbox:read": ["owner", "admin"],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof ROLES_OF_PERMISSION;

export const PERMISSIONS = Object.keys(ROLES_OF_PERMISSION) as Permission[];
