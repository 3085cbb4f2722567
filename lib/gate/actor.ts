/** Who acts: the proof that a gate in this folder hands to every write. */
import type { Role, Scope } from "#lib/words/permissions.ts";

declare const organisationIdBrand: unique symbol;

/** The id of an organisation that the session gate or the API-key gate has proven; never one from the input. */
export type OrganisationId = string & { readonly [organisationIdBrand]: true };

/** What of an organisation somebody may see: everything that reads what belongs to units takes it. */
export interface Reach {
  organisationId: OrganisationId;
  /** Of these units alone, a unit before those below it; null: all of the organisation. */
  units: readonly string[] | null;
}

export interface UserActor extends Reach {
  kind: "user";
  userId: string;
  sessionId: string;
  /** It holds for the organisation, or for these units. */
  role: Role;
  /** Why they may do nothing in this organisation but with what is their own; undefined: nothing stands against it. */
  restricted?: Restriction | undefined;
  /** It is the organisation's provider that says who they are: nothing outside of that organisation is theirs to change. */
  vouched?: true;
  /** The organisation tries things out: its records are in the ledger of tests. */
  test?: true;
  /** The client's address as the web process saw it. */
  address: string;
}

/** factor: the organisation asks for two, and they have one. sso: it asks them to sign in through its provider. */
export type Restriction = "factor" | "sso";

export interface ApiKeyActor extends Reach {
  kind: "api-key";
  apiKeyId: string;
  scopes: Scope[];
  /** As of a user. */
  test?: true;
  /** The client's address as the web process saw it. */
  address: string;
}

/** Acts for one organisation: what a request can prove. */
export type MemberActor = UserActor | ApiKeyActor;

/** operator: who runs the installation, at its command line. worker: the background process. */
export type Actor = MemberActor | { kind: "operator" } | { kind: "worker" };
