/** What the audit log tells of. The list is closed: an action that is not here cannot be written. */

import type { Actor, OrganisationId } from "#lib/gate/actor.ts";
import type { AuditAction } from "#lib/words/audit-actions.ts";

/** Who opens a one-time link: nobody is signed in yet. */
export interface LinkActor {
  kind: "link";
  linkId: string;
  address: string;
}

/** Who proved nothing: a sign-in that failed. */
export interface StrangerActor {
  kind: "stranger";
  address: string;
}

export type AuditActor = Actor | LinkActor | StrangerActor;

/** The actor as it is stored: its kind, the id of the user, key or link, and the address it came from. */
export interface StoredActor {
  kind: AuditActor["kind"];
  id?: string;
  address?: string;
}

export type AuditValue = string | number | boolean | null | string[];
/** Facts that tell what changed; never a secret, a password or a token. */
export type AuditDetails = Record<string, AuditValue>;

export interface AuditEventInput {
  actor: AuditActor;
  /** null: something of the installation, not of one organisation. */
  organisationId: OrganisationId | null;
  action: AuditAction;
  subject: string;
  details: AuditDetails;
}

export interface AuditEventRow {
  id: string;
  at: Date;
  action: AuditAction;
  subject: string;
  details: AuditDetails;
  actor: StoredActor;
  /** The user's or the key's name, as it is today; undefined for an actor without one. */
  actorName?: string | undefined;
}

/** Consecutive rows of one action by one actor, without a long pause between them. */
export interface AuditRun {
  count: number;
  /** Ids of its newest and its oldest row. */
  first: string;
  last: string;
  /** When it began; `at` is when it ended. */
  from: Date;
  at: Date;
  action: AuditAction;
  actor: StoredActor;
  actorName?: string | undefined;
}

export type AuditEntry = ({ kind: "event" } & AuditEventRow) | ({ kind: "run" } & AuditRun);

export interface AuditPage {
  /** Newest first. */
  entries: AuditEntry[];
  /** Set when there is more on that side: the cursor that leads to it. */
  older?: string | undefined;
  newer?: string | undefined;
  /** The page ends because enough was looked through, not because nothing more fits. */
  unfinished: boolean;
}

/** What a row is about, as it is called today, and where it is shown. */
export interface AuditThing {
  text: string;
  href?: string;
}

export interface AuditActorChoice {
  kind: "user" | "api-key";
  id: string;
  name: string;
}
