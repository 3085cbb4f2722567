/** What is handed in, and what comes of it. */
import type { EvidenceType } from "#lib/core/claim/entry.ts";
import type { OwnFields } from "#lib/core/claim/own-fields.ts";
import type { Evidence } from "#lib/features/evidence/records/types.ts";
import type { WrappedContentKey } from "#lib/features/keyring/types.ts";

export interface Submission {
  type: EvidenceType;
  sha256: Uint8Array<ArrayBuffer>;
  /** By other algorithms: SHA3-256 of content that is not kept, SM3 where it was asked for. */
  second?: SecondDigests | undefined;
  /** An event in a chain; absent: a content. */
  event?: { previous?: Predecessor | undefined; issuer?: string | undefined } | undefined;
  /** The submitter's own, for the private details. */
  fields?: OwnFields | undefined;
  /** Bytes of the content; a file's always, a digest's when it was stated. */
  size?: number | undefined;
  name: string;
  mediaType?: string | undefined;
  /** What the client said that an upload's digest is. */
  stated?: Uint8Array | undefined;
  idempotencyKey?: string | undefined;
  /** The same for all that was chosen together; part of no claim. */
  upload?: string | undefined;
  /** The unit that it belongs to; none: the organisation itself. */
  unitId?: string | null | undefined;
  /** SHA3-256 of a renewal's statement: the record is of that kind, which nobody but the installation itself records. */
  renewal?: Uint8Array | undefined;
  /** A claim of an issuer of certificates: only the certificates' own verbs record these. */
  certificate?: CertificateClaim | undefined;
  /** That something was erased: nobody but the installation itself records it. `second`: SHA3-256 of the content, taken before. */
  erasure?: { subject: Uint8Array; second?: Uint8Array | undefined } | undefined;
  /** How many files a bundle has, of whose lines the digest is the root: only the bundles' own verb records these. */
  bundle?: { files: number } | undefined;
  /** A template of contracts, or a contract that was composed: only the contracts' own verbs record these. */
  document?: DocumentClaim | undefined;
  /** SHA-256 of the record of another ledger that it is taken over from. */
  origin?: Uint8Array | undefined;
  /** SHA-256 of the record of the receipt that another service gave for it. */
  oldReceipt?: Uint8Array | undefined;
}

/** Content that is to be kept, durable in storage under its key, and the key that opens it. */
export interface KeptSubmission {
  key: string;
  contentKey: WrappedContentKey;
}

export interface SecondDigests {
  "sha3-256"?: Uint8Array | undefined;
  sm3?: Uint8Array | undefined;
}

/** `template`: bytes of the record of the template that a contract was composed from. */
export type DocumentClaim = { kind: "template" } | { kind: "contract"; template?: Uint8Array | undefined };

/** What an issuer states in the ledger: a batch that it issued, or what became of one certificate. */
export type CertificateClaim = {
  /** The issuer's DID; the entry names it. */
  issuer: string;
} & (
  | { kind: "batch"; claim: { root: string; count: number } }
  /** subject: blinded; the leaf of the certificate. */
  | { kind: "status"; claim: { status: string }; subject: Uint8Array }
);

/** Another record of the organisation: its id, or the SHA-256 of its bytes. */
export type RecordName = { id: string } | { hash: Uint8Array };

/** The event before this one; the bytes are its record's. */
export interface Predecessor {
  record: Uint8Array;
}

export interface Recorded {
  evidence: Evidence;
  /** false: the same submission was recorded before, and this is that record. */
  created: boolean;
}

/** Content that was recorded before, by its digest in hex. */
export interface KnownContent {
  sha256: string;
  id: string;
  receivedAt: string;
}
