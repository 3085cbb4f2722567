/** What the audit log tells of. The list is closed: an action that is not here cannot be written. */
import type { Actor, OrganisationId } from "#lib/gate/actor.ts";

/** noun.verb; `subject` is the id of the noun. */
export const AUDIT_ACTIONS = [
  "organisation.create",
  "organisation.update",
  "organisation.activate",
  "organisation.suspend",
  "organisation.retire",
  "organisation.ledger",
  "member.add",
  "member.update",
  "member.remove",
  "member.leave",
  "invitation.create",
  "invitation.resend",
  "invitation.show",
  "invitation.withdraw",
  "password.reset",
  "link.create",
  "link.use",
  "session.begin",
  "session.end",
  "session.switch",
  "key.create",
  "key.revoke",
  "evidence.record",
  "evidence.download",
  "evidence.export",
  "evidence.publish",
  "evidence.withdraw",
  "share.create",
  "share.revoke",
  "ledger.create",
  "ledger.remember",
  "ledger_key.add",
  "ledger_key.retire",
  "node.invite",
  "node.activate",
  "node.suspend",
  "node.retire",
  "node.change",
  "policy.quorum",
  "alert.acknowledge",
  "alert.resolve",
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** Who opens a one-time link: nobody is signed in yet. */
export interface LinkActor {
  kind: "link";
  linkId: string;
  address: string;
}

export type AuditActor = Actor | LinkActor;

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
  actorName?: string;
}

export interface AuditActorChoice {
  kind: "user" | "api-key";
  id: string;
  name: string;
}
