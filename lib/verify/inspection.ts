/** What a file of this field is and says, in closed lists: page, command line and offline file have words for each. Texts are strangers'. */
import type { CoseFailure } from "#lib/core/cose/failures.ts";
import type { Verification } from "#lib/core/verify/verification.ts";
import type { ElsewhereCheck } from "#lib/credentials/elsewhere/words.ts";
import type { PdfSignaturesReport } from "./pdf/report.ts";

export const FILE_KINDS = [
  "receipt",
  "receipt_pdf",
  "receipt_pages",
  "receipts_pdf",
  "proof",
  "cose_receipt",
  "cose_root_receipt",
  "signed_statement",
  "checkpoint",
  "key_history",
  "note",
  "policy",
  "verifier_key",
  "private_key",
  "public_key",
  "certificate",
  "certificate_pdf",
  "certificate_pages",
  "certificate_credential",
  "certificate_sd_jwt",
  "certificate_unlinkable",
  "certificate_badge",
  "certificate_receipt",
  "timestamp",
  "cms_signature",
  "verifier_file",
  "signed_pdf",
  "locked_pdf",
  "pdf",
  "credential",
  "open_badges_3",
  "open_badges_2",
  "blockcerts_3",
  "open_attestation_2",
  "open_attestation_4",
  "sd_jwt",
  "jwt",
  "opentimestamps",
  "picture",
  "empty",
  "other",
] as const;
export type FileKind = (typeof FILE_KINDS)[number];

/** Files that say something about evidence and are seldom evidence themselves. */
const COMPANIONS: readonly FileKind[] = [
  "proof",
  "cose_receipt",
  "cose_root_receipt",
  "checkpoint",
  "key_history",
  "note",
  "policy",
  "verifier_key",
  "private_key",
  "public_key",
  "certificate",
  "timestamp",
];
export const isCompanion = (kind: FileKind): boolean => COMPANIONS.includes(kind);

/** Whether there is anything to say of a file that its name does not; a damaged receipt has its steps. */
export const isKnown = ({ kind, verification }: Inspection): boolean =>
  verification === undefined && kind !== "other" && kind !== "empty" && kind !== "pdf";

export const STATEMENTS = [
  "address",
  "attestation",
  "authority",
  "certificate",
  "covers",
  "digest",
  "expires",
  "format",
  "imprint",
  "index",
  "issuer",
  "key",
  "ledger",
  "line",
  "origin",
  "path",
  "proof",
  "quorum",
  "reason",
  "received",
  "record",
  "root",
  "serial",
  "signature",
  "signed_by",
  "since",
  "subject",
  "submitter",
  "time",
  "tree_size",
  "types",
  "unsigned_extra",
  "usage_rights",
  "valid_from",
  "witness",
] as const;
export type StatementName = (typeof STATEMENTS)[number];
export type Statement = { name: StatementName; value: string };

/** `form`: it is what its kind demands. `signature`: by a key that the reader named, or of a token's own certificate. */
export const INSPECTION_CHECKS = ["form", "path", "signature"] as const;
export type InspectionCheck = {
  name: (typeof INSPECTION_CHECKS)[number];
  status: "ok" | "failed" | "unchecked";
  /** Why it failed, where a sentence says more than the check's name. */
  reason?: CoseFailure;
};

/** What it would take to check the rest. */
export const MISSING = [
  "attachments",
  "authority",
  "bitcoin",
  "certificate_check",
  "certificate_file",
  "credential_verifier",
  "entry",
  "file",
  "issuer_key",
  "password",
  "pdf_verifier",
  "policy",
  "published_digest",
  "receipt",
  "second_signature",
  "stamped",
] as const;
export type Missing = (typeof MISSING)[number];

export type Inspection = {
  kind: FileKind;
  states: Statement[];
  checks: InspectionCheck[];
  missing: Missing[];
  /** Of a receipt: its steps stand for checks. */
  verification?: Verification;
  /** Of a certificate that another system issued: likewise, and what it states. */
  elsewhere?: ElsewhereCheck;
  /** Of a PDF that others signed. */
  signatures?: PdfSignaturesReport;
};

export type Found = Omit<Inspection, "checks" | "missing" | "states"> & Partial<Inspection>;

const STATEMENTS_MAX = 100;
const VALUE_CHARS_MAX = 512;

/** An inspection with what was left out, and nothing longer than a screen shows. */
export function inspection({ states = [], checks = [], missing = [], ...rest }: Found): Inspection {
  const shown = states
    .filter(({ value }) => value !== "")
    .slice(0, STATEMENTS_MAX)
    .map(({ name, value }) => ({ name, value: shortened(value) }));
  return { ...rest, states: shown, checks, missing };
}

function shortened(value: string): string {
  return value.length > VALUE_CHARS_MAX ? `${value.slice(0, VALUE_CHARS_MAX).toWellFormed()}…` : value;
}

export const state = (name: StatementName, value: string | number | bigint | undefined): Statement => ({
  name,
  value: value === undefined ? "" : `${value}`,
});
