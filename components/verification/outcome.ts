/** Where a check stands, and what it came to. */
import type { Verification } from "#lib/core/verify/verification.ts";
import type { Sources } from "#lib/verify/certificate/sources.ts";
import type { CertificateVerification } from "#lib/verify/certificate/words.ts";
import type { Inspection } from "#lib/verify/inspection.ts";
import type { Unreachable } from "./record-lookup.ts";
import type { Checked, GivenCertificate } from "./worker-protocol.ts";

/** The receipt in hand and how it came here; `lookup` is one that was found by the file's digest. */
export type GivenReceipt = { name?: string; bytes: Uint8Array; source: "dropped" | "link" | "lookup" };
/** `source`: the file itself, for the receipts that bind another digest of it. */
export type GivenFile = { name?: string; size?: number; sha256: string; inspection?: Inspection; source?: File };
/** What goes along with evidence: a proof, a policy, a key. It is looked into, and is neither the file nor the receipt. */
export type GivenCompanion = { name: string; sha256: string; inspection: Inspection };
export type Given = {
  receipt?: GivenReceipt;
  file?: GivenFile;
  companions?: GivenCompanion[];
  otherIds?: string[];
  /** Id of a certificate of this site that a file without a proof is found to be of. */
  certificateId?: string;
};

export type Working = { kind: "working"; doing: "reading" | "looking" | "checking"; name?: string; fraction?: number };

/** A receipt with its file, or either of them alone; `unread` where the browser could not read what was given. */
export type Pair = {
  receipt?: string;
  file?: string;
  /** Which file it is: several receipts may be of one. */
  place?: number;
  verification?: Verification;
  unread?: true;
  /** Of a file that is a certificate. */
  certificate?: CertificateVerification;
};

export type Outcome =
  | { kind: "idle" }
  | Working
  /** `checkedAt` by the reader's clock. */
  | ({ kind: "checked"; checkedAt: string } & Checked)
  /** A certificate: its verdict is a part of the page of its own, which is loaded for it. */
  | { kind: "certificate"; certificate: GivenCertificate; sources?: Sources }
  /** Nothing but companions were given. */
  | { kind: "inspected" }
  | { kind: "absent"; what: "file" | "record" }
  | { kind: "unreachable"; why: Unreachable["unreachable"] }
  | { kind: "unreadable"; name: string }
  /** More than one file, or more than one receipt, at once: each with what it came to. */
  | { kind: "many"; pairs: Pair[] }
  /** More at once than is checked: nothing was. All their names, as given. */
  | { kind: "crowded"; names: string[] }
  | { kind: "broken" };

/** An outcome that says something about what was given. */
export type Settled = Exclude<Outcome, { kind: "idle" | "working" | "crowded" | "many" | "certificate" }>;
