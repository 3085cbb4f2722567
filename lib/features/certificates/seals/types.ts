/** Groups of approvers, and the sealing of batches, as plain objects. Texts and signatures as lib/credentials/threshold has them. */
import type { GroupPublic, SignatureShare } from "#lib/credentials/threshold/frost.ts";
import type { Signed } from "#lib/credentials/threshold/messages.ts";

/** A new state of a group, or of the sealing of a batch, is told here by its id. */
export const SEAL_CHANNEL = "certificate_seal";
/** After so long an approver who has approved and does not sign counts as absent. */
export const ABSENT_AFTER_MS = 10 * 60_000;

export const MESSAGE_KINDS = ["open", "share", "confirm"] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

/** making: its key is not there yet; asked: every batch needs its seal; ended: what it sealed stays good; failed: it never had a key. */
export type GroupState = "making" | "asked" | "ended" | "failed";

export interface Approver {
  number: number;
  userId: string;
  name: string;
  /** What they have said while the key was made. */
  said: MessageKind[];
}

export interface SealGroup {
  id: string;
  state: GroupState;
  threshold: number;
  createdAt: string;
  approvers: Approver[];
  /** Once all confirmed it. */
  group?: GroupPublic;
  from?: string;
  until?: string;
  failure?: string;
  /** Number of the approver whose doing the failure was. */
  culprit?: number;
}

/** What the approvers' browsers go by while a key is made. */
export interface Ceremony extends SealGroup {
  opens: (Signed | null)[];
  shares: (Signed | null)[];
  confirms: (Signed | null)[];
}

/** replaced: other approvers took over. */
export const ROUND_OUTCOMES = ["sealed", "rejected", "share_wrong", "absent", "replaced"] as const;
export type RoundOutcome = (typeof ROUND_OUTCOMES)[number];

export interface SealRound {
  attempt: number;
  begunAt: string;
  fullAt?: string;
  outcome?: RoundOutcome;
  /** Numbers of approvers whose doing it was. */
  culprits: number[];
  approvals: (Signed & {
    number: number;
    approved: boolean;
    at: string;
    reason?: string;
    signs: boolean;
    share?: SignatureShare;
  })[];
}

/** How far a batch's sealing is. */
export interface Sealing {
  batchId: string;
  group: SealGroup;
  /** The text that is approved; absent until it is ready. */
  statement?: string;
  sealed: boolean;
  /** Newest last; empty before somebody said something. */
  rounds: SealRound[];
}

/** What an approver reads beside what is sealed, which has names for programs alone. */
export interface ReviewWords {
  /** The template's name. */
  template: string;
  /** What fields are called, by name, in the template's order. */
  labels: Readonly<Record<string, string>>;
}
