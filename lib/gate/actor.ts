/** Who acts: the proof that a gate in this folder hands to every write. */

declare const organisationIdBrand: unique symbol;

/** The id of an organisation that the session gate or the API-key gate has proven; never one from the input. */
export type OrganisationId = string & { readonly [organisationIdBrand]: true };

export const ROLES = ["owner", "admin", "operator", "auditor"] as const;
/** Owners and admins manage keys and settings, operators record evidence, auditors only read. */
export type Role = (typeof ROLES)[number];

export const SCOPES = ["evidence:write", "evidence:read"] as const;
export type Scope = (typeof SCOPES)[number];

export interface UserActor {
  kind: "user";
  userId: string;
  sessionId: string;
  organisationId: OrganisationId;
  role: Role;
  /** The client's address as the web process saw it. */
  address: string;
}

export interface ApiKeyActor {
  kind: "api-key";
  apiKeyId: string;
  organisationId: OrganisationId;
  scopes: Scope[];
  /** The client's address as the web process saw it. */
  address: string;
}

/** Acts for one organisation: what a request can prove. */
export type MemberActor = UserActor | ApiKeyActor;

/** operator: who runs the installation, at its command line. worker: the background process. */
export type Actor = MemberActor | { kind: "operator" } | { kind: "worker" };
