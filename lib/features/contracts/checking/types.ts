/** What a stranger with a contract in their hands is told of it. */
import type { Party } from "#lib/features/contracts/envelopes/types.ts";

/** A record that a contract is, or became. */
export interface CheckedRecord {
  id: string;
  recordedAt: string;
  /** The block's time, and its place in the explorer; undefined while it waits for its block. */
  anchored: { at: string; index: string; href: string } | undefined;
  /** Its page and receipt are open to everybody. */
  open: boolean;
  /** Hex. Undefined: it was erased. */
  sha256: string | undefined;
}

/** Once out for signing: who acts in which role, and no name of a person. */
export interface CheckedSigning {
  state: "sent" | "completed" | "declined" | "voided" | "expired";
  sentAt: string;
  expiresAt: string;
  endedAt: string | undefined;
  parties: { role: Party["role"]; state: Party["state"]; doneAt: string | undefined }[];
  /** Digests of the document as it went out (0 signatures), and as each signature left it; none of what was erased. */
  versions: { signatures: number; sha256: string }[];
  /** Of one that is completed, once it is recorded. */
  completed: CheckedRecord | undefined;
}

export interface CheckedContract {
  /** Of its anti-forgery mark; undefined for a document that came without one. */
  number: string | undefined;
  organisation: string;
  /** Of an organisation that tries things out. */
  test: boolean;
  /** As it was composed, or recorded. */
  document: CheckedRecord;
  /** The newest first. */
  signings: CheckedSigning[];
}

/** What a file is, held against a contract: the last of its documents, an earlier one, or none. */
export type Compared =
  | { is: "completed" | "composed" }
  | { is: "version"; signatures: number; state: CheckedSigning["state"] }
  | { is: "other" };
