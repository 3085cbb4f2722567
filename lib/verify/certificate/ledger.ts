/** What the ledger says of a certificate: that its batch was recorded, by whom, and when; whatever the issuer claims of time. */
import type { Verification } from "#lib/core/verify/verification.ts";
import { verify } from "../verify.ts";
import type { ReceiptOfCertificate } from "./opened.ts";
import type { CertificateGiven } from "./sources.ts";
import type { CertificateStep, CertificateVerification } from "./words.ts";

export type LedgerFinding = {
  step: CertificateStep;
  verification: Verification;
  /** The part of the receipt that binds certificate, tree and statement. `seal`: all of that holds but the seal over it. */
  binding: "holds" | "seal" | "unread" | "broken";
  /** When the batch was recorded, by a ledger that the reader trusts: its block's time, else that of receipt. */
  issuedAt?: string;
  /** The organisation that recorded it. */
  organisation?: string;
  facts?: CertificateVerification["ledger"];
};

export async function checkLedger(
  { opened }: ReceiptOfCertificate,
  { trust, now }: CertificateGiven,
): Promise<LedgerFinding> {
  const verification = await verify({ receipt: opened, at: now, requireQuorum: false, ...trust(opened) });
  const binding = bindingOf(verification);
  const step = stepOf(verification);
  const { record } = opened.parts ?? {};
  if (step.status === "failed" || record === undefined) return { step, verification, binding };
  const found = { step, verification, binding, organisation: record.submitter.organisation };
  const { facts } = verification;
  if (step.status !== "ok") return found;
  const issuedAt = facts?.block?.time ?? record.receivedAt;
  if (facts === undefined) return { ...found, issuedAt };
  const { origin, index, treeSize, keyId, receivedAt, block } = facts;
  return {
    ...found,
    issuedAt,
    facts: {
      ...{ origin, keyId, receivedAt, witnessed: verification.witnessed },
      ...(index === undefined ? {} : { index }),
      ...(treeSize === undefined ? {} : { treeSize }),
      ...(block === undefined ? {} : { block }),
    },
  };
}

function bindingOf({ steps }: Verification): LedgerFinding["binding"] {
  const step = steps.find(({ name }) => name === "certificate");
  if (step?.status === "ok") return "holds";
  if (step?.reason === "batch_seal_invalid") return "seal";
  return step?.status === "failed" ? "broken" : "unread";
}

/** The rows of the receipt but the one about the certificate, which is a step of its own here; and the file, which is. */
function stepOf({ steps }: Verification): CertificateStep {
  const name = "ledger";
  const own = steps.filter((step) => step.name !== "certificate" && step.name !== "file");
  const failed = own.find(({ status, reason }) => status === "failed" || reason === "depends_on_failed");
  if (failed) return { name, status: "failed", reason: "receipt_broken", found: `${failed.name}: ${failed.reason}` };
  if (own.some(({ reason }) => reason === "not_anchored")) return { name, status: "unchecked", reason: "not_anchored" };
  const isOpen = own.some(({ reason }) => reason === "ml_dsa_not_loaded");
  const isOurs = own.some((step) => step.name === "issuer" && step.status === "ok");
  return isOurs && !isOpen
    ? { name, status: "ok", reason: "ok" }
    : { name, status: "unchecked", reason: "ledger_unproven" };
}
