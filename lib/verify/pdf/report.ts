/**
 * What is found of the signatures of a PDF (ISO 32000-2 section 12.8, ETSI EN 319 142): each in parts that stand for themselves, and one
 * headline for the document. Reasons are closed lists: page, command line, API and offline file have words for each.
 */
import type { RevocationReason } from "#lib/pki/crl.ts";
import type { RevocationGap } from "#lib/pki/revocation.ts";

/** From the worst to the best; of several signatures the worst counts. */
export const PDF_HEADLINES = ["broken", "altered", "unchecked", "untrusted", "valid"] as const;
export type PdfHeadline = (typeof PDF_HEADLINES)[number];

export const INTEGRITY_FLAWS = [
  "range_wrong",
  "contents_malformed",
  "digest_mismatch",
  "signature_wrong",
  "certificate_mismatch",
  "replaced",
] as const;
export const INTEGRITY_GAPS = [
  "structure_unsound",
  "format_unknown",
  "algorithm_unknown",
  "certificate_missing",
] as const;
export type Integrity =
  | { status: "ok" }
  | { status: "failed"; reason: (typeof INTEGRITY_FLAWS)[number] }
  | { status: "unchecked"; reason: (typeof INTEGRITY_GAPS)[number] };

/** What a later save did. `unread`: it could not be read strictly enough to be told. `nothing`: it wrote no object anew. `other`: whatever changes, or may change, what is seen, or is not understood. */
export const CHANGE_KINDS = [
  "unread",
  "nothing",
  "signature",
  "timestamp",
  "validation_data",
  "form_fill",
  "annotation",
  "metadata",
  "other",
] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** One change between two revisions. */
export interface Change {
  kind: ChangeKind;
  /** Of an annotation: it is drawn over the page, and is no note at its margin. */
  isSeen?: boolean;
  /** Full name of the field that was filled in. */
  field?: string;
}

/** By what a later change is forbidden: a certification (DocMDP), a lock of fields (FieldMDP), or in general. */
export type Forbidden = { kind: ChangeKind; by: "certification" | "lock" | "content" };

export interface Changes {
  /** In the order of `CHANGE_KINDS`; empty: nothing came after it. */
  kinds: ChangeKind[];
  forbidden: Forbidden[];
}

/** Why nobody vouches for a signer. */
export type Untrusted = "no_anchor" | "not_named" | "wrong_purpose" | "self_signed" | "outside_dates";
export type SignatureTrust =
  | { status: "trusted" }
  | { status: "untrusted"; reason: Untrusted }
  | { status: "unchecked"; reason: "not_evaluated"; found: string };

/**
 * When it was signed: what a token proves, or what only the signer says; and whether the certificate was valid then. `claimed`: valid at the
 * time that the signer states, or now, and nothing proves when it was. `expired`: proven to be later than its end, or expired now without a proof.
 */
export interface SignatureTime {
  claimed: Date | undefined;
  proven: { time: Date; authority: string; isTrusted: boolean } | undefined;
  /** When the document existed already, by a record of it. */
  known?: Date | undefined;
  status: "ok" | "claimed" | "not_yet_valid" | "expired" | "unknown";
}

/**
 * What its issuer said of the signer's certificate, as far as that came along (RFC 5280 section 6.3, RFC 6960). `isFresh`: said after it was
 * signed, or for that time. `when`: it was revoked `after` it was signed, which changes nothing, `before`, or nothing proves which.
 */
export type SignatureRevocation =
  | { status: "good"; by: "crl" | "ocsp"; asOf: Date; until: Date | undefined; isFresh: boolean }
  | {
      status: "revoked";
      by: "crl" | "ocsp";
      at: Date;
      reason: RevocationReason;
      when: "before" | "after" | "unproven";
      /** The authority above the signer whose certificate it is; none where it is the signer's own. */
      authority?: string;
    }
  | { status: "unknown"; reason: RevocationGap | "own_authority" };

export const PROFILE_NOTES = [
  "no_signing_certificate",
  "several_signers",
  "pkcs1",
  "empty_user_id",
  "padding",
] as const;
export type ProfileNote = (typeof PROFILE_NOTES)[number];

export interface SignerCertificate {
  /** In one harmless line each. */
  name: string;
  /** Undefined where the certificate names none. */
  organisation: string | undefined;
  issuer: string;
  /** Hex. */
  serial: string;
  notBefore: Date;
  notAfter: Date;
}

export interface SignatureReport {
  kind: "signature" | "timestamp";
  /** As it is written: `ETSI.CAdES.detached`. */
  format: string;
  field: string | undefined;
  reason: string | undefined;
  /** Bytes of the file that it covers, from the first one on; what lies behind was added later. */
  coversTo: number;
  isCertification: boolean;
  signer: SignerCertificate | undefined;
  integrity: Integrity;
  /** Name of the digest, and whether it and the key are still worth something. */
  algorithm: { name: string; status: "ok" | "weak" | "weak_key" | "broken" | "unknown" };
  changes: Changes;
  trust: SignatureTrust;
  time: SignatureTime;
  /** Of a signature whose certificate is known. */
  revocation: SignatureRevocation | undefined;
  profile: ProfileNote[];
}

export interface PdfSignaturesReport {
  /** Of the file, in bytes. */
  size: number;
  headline: PdfHeadline;
  /** In the order in which they were made. */
  signatures: SignatureReport[];
  /** How many earlier ones were not checked; of very many not all are counted. */
  leftOut: number;
  /** Something like a signature stands in the file and in none of its fields any more. */
  hasLost: boolean;
}
