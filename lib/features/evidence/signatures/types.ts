/** What an organisation has checked of the signatures of its documents. */
import type { EtsiResult } from "#lib/verify/pdf/etsi.ts";
import type { NamedRole } from "#lib/verify/pdf/named.ts";
import type { PdfHeadline, PdfSignaturesReport, SignatureReport } from "#lib/verify/pdf/report.ts";

/** Bytes of a document that is looked into; what is larger is told to be. */
export const CHECKED_BYTES_MAX: number = 64 * 1024 * 1024;
/** Of an organisation: certificates and lists. */
export const AUTHORITIES_MAX = 1_000;
/** Of one file that an organisation hands in. */
export const AUTHORITY_FILE_BYTES_MAX: number = 4 * 1024 * 1024;
export const AUTHORITIES_PAGE_SIZE = 25;
/** Bytes of what one organisation names, in all: they are read for each check. */
export const AUTHORITIES_BYTES_MAX: number = 32 * 1024 * 1024;
export const CHECKS_SHOWN_MAX = 20;

/** How documents are checked; another name where something of it becomes another one. */
export const SIGNATURE_POLICY = "sealbook.signature-policy/v2";
export const RESULT_FORMAT = "sealbook.signatures/v1";

/** Why a document was not looked into. */
export const CHECK_PROBLEMS = ["too_large", "too_costly", "content_damaged"] as const;
export type CheckProblem = (typeof CHECK_PROBLEMS)[number];

export interface AuthorityFacts {
  id: string;
  role: NamedRole;
  name: string;
  /** SHA-256 of its DER, in hex. */
  fingerprint: string;
  since: Date;
  until: Date | null;
  /** `YYYY-MM-DD` */
  from: string | null;
  to: string | null;
  addedAt: Date;
}

/** As it is kept: JSON with times in RFC 3339. */
export interface SignaturesResult {
  format: typeof RESULT_FORMAT;
  evidence: string;
  /** Of the document, in hex. */
  sha256: string;
  checkedAt: string;
  policy: string;
  /** When the document was recorded: it was signed before. */
  recordedAt: string;
  authorities: { role: NamedRole; name: string; sha256: string; from?: string; to?: string }[];
  /** Undefined where it was not looked into. */
  headline?: PdfHeadline;
  problem?: CheckProblem;
  etsi?: EtsiResult;
  /** How many signatures were not checked. */
  leftOut?: number;
  hasLost?: boolean;
  size: number;
  signatures: (SignatureReport & { etsi: EtsiResult })[];
}

/** A check as it is read: dates are dates again. */
export interface SignaturesCheck {
  id: string;
  checkedAt: Date;
  headline: PdfHeadline | "unread";
  /** SHA-256 of the result's bytes, in hex, as the audit log has it. */
  digest: string;
  result: SignaturesResult;
  report: PdfSignaturesReport | undefined;
}
