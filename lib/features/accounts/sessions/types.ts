import type { OrganisationId } from "#lib/gate/actor.ts";
import type { Role } from "#lib/words/permissions.ts";

/** A browser in which the user is signed in. */
export interface SessionRow {
  id: string;
  userAgent: string;
  address: string;
  createdAt: Date;
  seenAt: Date;
  /** The session that asks. */
  current: boolean;
}

/** Somebody whose password was right, and whose second factor is waited for. */
export interface AwaitingSession {
  sessionId: string;
  userId: string;
  organisationId: OrganisationId;
  email: string;
}

/** Who is signed in, as pages show it. */
export interface Account {
  name: string;
  email: string;
  role: Role;
  organisation: { id: string; name: string };
  /** They act for the whole organisation, and not for one of its units. */
  isWhole: boolean;
  /** They act in an organisation that tries things out. */
  test: boolean;
  /** Of the organisation: what it may not do, if that is so. */
  suspended: boolean;
  /** The zone that they chose; null: their browser's. */
  timeZone: string | null;
  mayReadContracts: boolean;
  /** They may use seals that they are named for, or all. */
  mayUseSeals: boolean;
  /** They steer the installation. */
  mayOperate: boolean;
}

/** An organisation to which the signed-in user belongs. */
export interface OrganisationChoice {
  id: string;
  name: string;
  role: Role;
}

const PROOF_AGE_MS_MAX = 15 * 60 * 1_000;

/** Whether a proof of who one is still counts for what changes how one signs in. */
export function isFresh(provenAt: Date): boolean {
  return Date.now() - provenAt.getTime() < PROOF_AGE_MS_MAX;
}
