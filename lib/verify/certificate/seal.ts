/** The seal over the batch, where the issuer's published policy asks for one: then the server alone can have issued nothing. */
import type { SealPolicy } from "#lib/credentials/did-web.ts";
import type { IssuerKeys } from "./keys.ts";
import type { LedgerFinding } from "./ledger.ts";
import type { ReceiptOfCertificate } from "./opened.ts";
import type { CertificateStep, CertificateVerification } from "./words.ts";

const name = "seal";

type Finding = { step: CertificateStep; seal: NonNullable<CertificateVerification["seal"]> };

/** Undefined where none is asked for and none is there. */
export function checkSeal(input: {
  keys: IssuerKeys | undefined;
  receipt: ReceiptOfCertificate | undefined;
  ledger: LedgerFinding | undefined;
  now: Date;
}): Finding | undefined {
  const { keys, receipt, ledger, now } = input;
  const given = receipt?.certificate?.seal;
  // When it was issued is the ledger's to say; where that is not known, what is asked for now counts.
  const policy = keys && policyAt(keys.policies, ledger?.issuedAt ?? now.toISOString());
  if (policy === undefined) {
    if (given === undefined) return undefined;
    const seal = { required: false };
    if (ledger?.binding === "seal") return { step: { name, status: "failed", reason: "seal_wrong" }, seal };
    return keys?.hasHistory
      ? { step: { name, status: "ok", reason: "ok" }, seal }
      : { step: { name, status: "unchecked", reason: "history_missing" }, seal };
  }
  const seal = { required: true, threshold: policy.threshold, approvers: [...policy.approvers] };
  const failed = (reason: "seal_absent" | "seal_other_key" | "seal_wrong"): Finding => ({
    step: { name, status: "failed", reason },
    seal,
  });
  if (given === undefined) return failed("seal_absent");
  if (given.key !== policy.key) return failed("seal_other_key");
  // The receipt's own step has verified it over the batch's statement.
  return ledger?.binding === "holds" ? { step: { name, status: "ok", reason: "ok" }, seal } : failed("seal_wrong");
}

function policyAt(policies: readonly SealPolicy[], time: string): SealPolicy | undefined {
  const at = Date.parse(time);
  return policies.findLast(
    ({ from, until }) => Date.parse(from) <= at && (until === undefined || at < Date.parse(until)),
  );
}
