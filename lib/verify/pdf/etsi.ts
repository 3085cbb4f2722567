/** What was found of a signature in the terms of ETSI EN 319 102-1 (table 5 and 6) and EN 319 102-2, for programs that know those. */
import type { SignatureReport } from "./report.ts";

export type Indication = "TOTAL-PASSED" | "TOTAL-FAILED" | "INDETERMINATE";
export const SUB_INDICATIONS = [
  "FORMAT_FAILURE",
  "HASH_FAILURE",
  "SIG_CRYPTO_FAILURE",
  "REVOKED",
  "EXPIRED",
  "NOT_YET_VALID",
  "SIG_CONSTRAINTS_FAILURE",
  "CHAIN_CONSTRAINTS_FAILURE",
  "CERTIFICATE_CHAIN_GENERAL_FAILURE",
  "CRYPTO_CONSTRAINTS_FAILURE",
  "NO_SIGNING_CERTIFICATE_FOUND",
  "NO_CERTIFICATE_CHAIN_FOUND",
  "REVOKED_NO_POE",
  "REVOKED_CA_NO_POE",
  "OUT_OF_BOUNDS_NO_POE",
  "TRY_LATER",
  "GENERIC",
] as const;
export type SubIndication = (typeof SUB_INDICATIONS)[number];
export interface EtsiResult {
  indication: Indication;
  subIndication?: SubIndication;
}

const failed = (subIndication: SubIndication): EtsiResult => ({ indication: "TOTAL-FAILED", subIndication });
const open = (subIndication: SubIndication): EtsiResult => ({ indication: "INDETERMINATE", subIndication });

const INTEGRITY = {
  range_wrong: failed("FORMAT_FAILURE"),
  contents_malformed: failed("FORMAT_FAILURE"),
  replaced: failed("FORMAT_FAILURE"),
  digest_mismatch: failed("HASH_FAILURE"),
  signature_wrong: failed("SIG_CRYPTO_FAILURE"),
  certificate_mismatch: open("NO_SIGNING_CERTIFICATE_FOUND"),
  certificate_missing: open("NO_SIGNING_CERTIFICATE_FOUND"),
  algorithm_unknown: open("CRYPTO_CONSTRAINTS_FAILURE"),
  format_unknown: open("GENERIC"),
  structure_unsound: open("GENERIC"),
} as const;

const TRUST = {
  no_anchor: "NO_CERTIFICATE_CHAIN_FOUND",
  not_named: "NO_CERTIFICATE_CHAIN_FOUND",
  self_signed: "NO_CERTIFICATE_CHAIN_FOUND",
  wrong_purpose: "CHAIN_CONSTRAINTS_FAILURE",
  outside_dates: "CHAIN_CONSTRAINTS_FAILURE",
  not_evaluated: "CERTIFICATE_CHAIN_GENERAL_FAILURE",
} as const;

/** Changes after a signature, which the standard does not look at, are constraints that the signature does not keep. */
export function etsiOf(report: SignatureReport): EtsiResult {
  const { kind, integrity, changes, trust, time, algorithm, revocation } = report;
  if (integrity.status !== "ok") return INTEGRITY[integrity.reason];
  if (changes.forbidden.length > 0 || changes.kinds.includes("unread")) return open("SIG_CONSTRAINTS_FAILURE");
  if (algorithm.status === "broken" || algorithm.status === "weak_key") return open("CRYPTO_CONSTRAINTS_FAILURE");
  if (trust.status !== "trusted") return open(TRUST[trust.reason]);
  // Of authorities of time-stamps no revocation is looked at.
  if (kind === "timestamp") return open("TRY_LATER");
  const isProven = time.proven?.isTrusted === true || time.known !== undefined;
  if (revocation?.status === "revoked" && revocation.when !== "after") {
    if (revocation.authority !== undefined) return open("REVOKED_CA_NO_POE");
    // Known to have existed by then is not known to have been made then.
    return open("REVOKED_NO_POE");
  }
  if (time.status === "expired") return open("OUT_OF_BOUNDS_NO_POE");
  if (time.status === "not_yet_valid") return isProven ? failed("NOT_YET_VALID") : open("OUT_OF_BOUNDS_NO_POE");
  return isStatusKnown(revocation) ? { indication: "TOTAL-PASSED" } : open("TRY_LATER");
}

/** Said for the time that counts (EN 319 102-1 section 5.2.5); nobody says it of whom the reader named himself. */
function isStatusKnown(revocation: SignatureReport["revocation"]): boolean {
  if (revocation?.status === "good") return revocation.isFresh;
  return (
    revocation?.status === "revoked" || (revocation?.status === "unknown" && revocation.reason === "own_authority")
  );
}

/** Of a document, the worst of its signatures. @param leftOut how many of them were not checked */
export function worstOf(results: readonly EtsiResult[], leftOut: number): EtsiResult {
  const failed = results.find(({ indication }) => indication === "TOTAL-FAILED");
  const undecided = results.find(({ indication }) => indication === "INDETERMINATE");
  if (failed ?? undecided) return failed ?? undecided ?? open("GENERIC");
  return leftOut > 0 || results.length === 0 ? open("GENERIC") : { indication: "TOTAL-PASSED" };
}
