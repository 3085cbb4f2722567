/**
 * The words in which the verdict of a certificate speaks: verdicts, steps, reasons. Closed lists: page, API, command line and offline file
 * have a sentence for each in both languages.
 */
import type { CertificateState } from "#lib/core/certificate/status.ts";
import type { Facts, Verification } from "#lib/core/verify/verification.ts";

/**
 * In the order in which they go before one another: the first that applies is the verdict. `could_not_check` stands before whatever might
 * pass for good news, and `valid` is left when nothing else applies.
 */
export const CERTIFICATE_VERDICTS = [
  "content_mismatch",
  "failed",
  "issued_after_compromise",
  "seal_missing",
  "revoked",
  "superseded",
  "suspended",
  "expired",
  "not_yet_valid",
  "could_not_check",
  "issuer_unproven",
  "pages_altered",
  "valid",
] as const;
export type CertificateVerdict = (typeof CERTIFICATE_VERDICTS)[number];

/** In the order in which they are reported. A step that is not about what came has no row. */
export const CERTIFICATE_STEPS = [
  "format",
  "integrity",
  "issuer",
  "seal",
  "status",
  "validity",
  "ledger",
  "pages",
] as const;
export type CertificateStepName = (typeof CERTIFICATE_STEPS)[number];

/** What is wrong where a step failed. */
export const CERTIFICATE_FAILURES = [
  // format
  "attachments_conflict",
  "base_proof",
  "credential_malformed",
  "form_unknown",
  "leaf_malformed",
  "sd_jwt_malformed",
  // integrity
  "certificate_mismatch",
  "context_unknown",
  "credential_not_bound",
  "id_mismatch",
  "issuer_mismatch",
  "proof_unsupported",
  "signature_wrong",
  // issuer
  "issued_after_compromise",
  "key_foreign",
  "key_not_in_force",
  "key_unknown",
  // seal
  "seal_absent",
  "seal_other_key",
  "seal_wrong",
  // status
  "revoked",
  "superseded",
  "suspended",
  "withdrawn",
  // validity
  "expired",
  "not_yet_valid",
  // ledger
  "receipt_broken",
  // pages
  "pages_altered",
  "pages_appended",
  "pages_unbound",
] as const;
export type CertificateFailure = (typeof CERTIFICATE_FAILURES)[number];

/** Why a step could not be checked. */
export const CERTIFICATE_GAPS = [
  "certificate_not_read",
  "compromised_undated",
  "document_missing",
  "document_malformed",
  "domain_unproven",
  "history_missing",
  "issuer_keys_missing",
  "ledger_not_asked",
  "ledger_unproven",
  "list_foreign",
  "list_malformed",
  "list_missing",
  "list_not_named",
  "list_stale",
  "list_unsigned",
  "list_wrong_purpose",
  "no_credential",
  "not_anchored",
  "statements_malformed",
] as const;
export type CertificateGap = (typeof CERTIFICATE_GAPS)[number];

/** Why a step is not asked of what came: nothing is wrong and nothing is missing, and nothing was checked either. */
export const CERTIFICATE_EXEMPTIONS = ["short_validity", "unlinkable"] as const;
export type CertificateExemption = (typeof CERTIFICATE_EXEMPTIONS)[number];

/** `failed` and `unchecked` keep a certificate from being valid. */
export type CertificateStep =
  | { name: CertificateStepName; status: "ok"; reason: "ok" }
  | { name: CertificateStepName; status: "failed"; reason: CertificateFailure; found?: string }
  | { name: CertificateStepName; status: "unchecked"; reason: CertificateGap; found?: string }
  | { name: CertificateStepName; status: "not_applicable"; reason: CertificateExemption; found?: never };

/** What came: which of a certificate's forms. */
export const CERTIFICATE_FORMS = ["pdf", "json", "sd_jwt", "bbs", "picture", "receipt"] as const;
export type CertificateForm = (typeof CERTIFICATE_FORMS)[number];

/** Under which names the sentences of a verdict stand: its headline, and what it means. */
export function sentencesOf({ verdict, steps, status, form }: CertificateVerification) {
  const isWithdrawn = verdict === "revoked" && status?.state === "withdrawn";
  if (isWithdrawn) return { headline: "withdrawn", body: "withdrawn" } as const;
  if (verdict !== "valid") return { headline: verdict, body: verdict } as const;
  if (form === "bbs") return { headline: "validUnlinkable", body: "validUnlinkable" } as const;
  const isAlone = !steps.some(({ name }) => name === "ledger");
  return { headline: verdict, body: isAlone ? "validAlone" : verdict } as const;
}

/** A certificate's own content, as its credential states it. Texts are the issuer's; none of it is shown but from a credential that holds. */
export type ShownContent = {
  title: string;
  holder?: string;
  description?: string;
  criteria?: string;
  /** As the credential names its issuer: the issuer's own word. */
  issuerName: string;
  fields: { name: string; value: string }[];
  /** What the issuer worked out and the holder showed, without the value behind it. */
  predicates: { name: string; holds: boolean }[];
  /**
   * How many more fields there are that the holder chose not to show, and how many more of what the issuer worked out; `either`: of the one or
   * the other, which an unlinkable presentation leaves open.
   */
  hidden: { fields: number; predicates: number; either?: number };
};

/** Where a certificate stands, and who says so. `withdrawn`: the list has it set and the ledger does not say as what. */
export type FoundStatus = {
  state: "active" | "withdrawn" | Exclude<CertificateState, "issued" | "resumed">;
  at?: string;
  reason?: string;
  /** Id of the certificate that takes its place. */
  replacement?: string;
  /** Entry of the ledger that says so. */
  index?: number;
};

/** A domain of the issuer's that its host has seen proven. */
export type ProvenDomain = { domain: string; method: string; seenAt?: string };

/** What a verdict comes to. Texts and numbers, so that it goes through JSON as it is. */
export type CertificateVerification = {
  verdict: CertificateVerdict;
  steps: CertificateStep[];
  form: CertificateForm;
  /** UUIDv7 of the certificate; an unlinkable presentation has none. */
  id?: string;
  /** Only where signature and leaf hold, or the leaf alone while the issuer's keys are not at hand. */
  shown?: ShownContent;
  /**
   * `domains`: that somebody has seen proven; empty where none is, and everything about the issuer is its own word. `named`: others that its
   * DID document merely calls its own.
   */
  issuer?: { did: string; name?: string; domains: ProvenDomain[]; named?: string[]; isProven: boolean };
  status?: FoundStatus;
  /** `asOf`: since when the key counts for nothing. `issuedAt`: by the ledger, where that is known. */
  compromise?: { key: string; asOf: string; issuedAt?: string };
  /** Who would have to approve, in the issuer's published policy. */
  seal?: { required: boolean; threshold?: number; approvers?: string[] };
  /** `at`: the date for which it was asked. */
  period?: { from?: string; until?: string; at: string };
  ledger?: Pick<Facts, "origin" | "index" | "treeSize" | "keyId" | "receivedAt" | "block"> & { witnessed: boolean };
  /** Of the receipt, step by step. */
  receipt?: Verification;
};
