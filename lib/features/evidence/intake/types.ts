/** What is handed in, and what comes of it. */
import type { EvidenceType } from "#lib/core/claim/entry.ts";
import type { OwnFields } from "#lib/core/claim/own-fields.ts";
import type { Evidence } from "#lib/features/evidence/records/types.ts";

export interface Submission {
  type: EvidenceType;
  sha256: Uint8Array<ArrayBuffer>;
  /** By other algorithms, of content that is not kept. */
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
  /** SHA3-256 of a renewal's statement: the record is of that kind, which nobody but the installation itself records. */
  renewal?: Uint8Array | undefined;
  /** A claim of an issuer of certificates: only the certificates' own verbs record these. */
  certificate?: CertificateClaim | undefined;
  /** SHA-256 of the record of another ledger that it is taken over from. */
  origin?: Uint8Array | undefined;
}

export interface SecondDigests {
  "sha3-256"?: Uint8Array | undefined;
  sm3?: Uint8Array | undefined;
}

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
