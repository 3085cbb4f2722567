/** What the page and its worker say to each other. */
import type { Policy } from "#lib/core/log/policy.ts";
import type { BrokenSince } from "#lib/core/renewal/algorithms.ts";
import type { LedgerTrust } from "#lib/core/verify/site-trust.ts";
import type { Verification } from "#lib/core/verify/verification.ts";
import type { Sources } from "#lib/verify/certificate/sources.ts";
import type { CertificateVerification } from "#lib/verify/certificate/words.ts";
import type { Inspection } from "#lib/verify/inspection.ts";
import type { ReceiptInside } from "#lib/verify/receipts-inside.ts";

/** What a given file turned out to be. */
export type Inspected =
  | { kind: "receipt"; name: string; bytes: Uint8Array; checked?: Checked }
  /** `sha256` in hex. What is known of a file is left out where that is nothing. */
  | { kind: "file"; name: string; size: number; sha256: string; inspection?: Inspection }
  | { kind: "companion"; name: string; size: number; sha256: string; inspection: Inspection }
  /** Many receipts in one document, where that was asked for; the document itself may be a file that was recorded. */
  | { kind: "receipts"; name: string; size: number; sha256: string; receipts: ReceiptInside[] }
  | ({ kind: "certificate" } & GivenCertificate);

/** A certificate in whatever form it came; `sha256` in hex. */
export type GivenCertificate = { name: string; size: number; sha256: string; bytes: Uint8Array };

/**
 * `trust`: of this site, or of whom the reader named. `at`: RFC 3339, the date for which it is asked. `sources`: files that the reader
 * brought; `isOnline`: this site may be asked for the rest; `outside`: others as well, by way of it.
 */
export type CertificateToCheck = {
  bytes: Uint8Array;
  /** Its receipt, where that came apart from it. */
  receipt?: Uint8Array;
  trust: readonly LedgerTrust[] | { policy: Policy | undefined; authorities: readonly Uint8Array[] };
  at?: string | undefined;
  sources?: Sources;
  isOnline: boolean;
  outside?: boolean;
};

/** `others`: hosts other than this site's, in whose hands it is to say whether it holds and what became of it; asked or not. */
export type CertificateOutcome = CertificateVerification & { others?: readonly string[] };

/** The strings that a receipt carries, for those who want to see every byte. Only for receipts in which no step failed. */
export type ReceiptTexts = { record: string; entry: string; key: string; details?: string; proof?: string };

export type Checked = { verification: Verification; texts?: ReceiptTexts };

/**
 * `sha256` in hex, of the file that the receipt is said to be about; `source`: that file, for the receipts whose renewal binds another digest;
 * `broken`: until when algorithms count for the reader.
 */
export type ToCheck = {
  receipt: Uint8Array;
  sha256?: string;
  source?: File;
  broken?: BrokenSince | undefined;
  trust: readonly LedgerTrust[];
};

export type WorkerRequest =
  /**
   * A file to look into; a receipt is checked at once where there is something to check it with. `policy`: whose signatures count for
   * what goes along with receipts, where that is not a site's `trust`; `beside`: the receipt that it goes along with; `apart`: a document of
   * many receipts is taken apart.
   */
  | {
      call: number;
      kind: "inspect";
      file: File;
      check?: Omit<ToCheck, "receipt">;
      policy?: Policy | undefined;
      trust?: readonly LedgerTrust[];
      beside?: Uint8Array | undefined;
      apart?: boolean;
    }
  | ({ call: number; kind: "check" } & ToCheck)
  /** A certificate may come. */
  | { call: number; kind: "warm" }
  | ({ call: number; kind: "certificate" } & CertificateToCheck);

export type WorkerReply =
  | { call: number; kind: "progress"; read: number }
  | { call: number; kind: "inspected"; inspected: Inspected }
  | { call: number; kind: "checked"; checked: Checked }
  /** Undefined for what is no certificate after all. */
  | { call: number; kind: "certificate"; verification: CertificateOutcome | undefined }
  | { call: number; kind: "warm" }
  /** The browser could not read the file: moved, changed or withheld since it was chosen. */
  | { call: number; kind: "unreadable" };
