/**
 * The verdict of a certificate: one, out of named steps, for page, worker, API, command line and offline file alike. Pure: what is of the
 * network is given. It never rejects for what may have come, and says nothing about content that nothing vouches for.
 */
import type { ReadCredential } from "./credential.ts";
import { checkIntegrity, type IntegrityFinding } from "./integrity.ts";
import { checkIssuer } from "./issuer.ts";
import { issuerKeys, type KeysFinding } from "./keys.ts";
import { checkLedger, type LedgerFinding } from "./ledger.ts";
import type { OpenedCertificate } from "./opened.ts";
import { readCredentials } from "./read.ts";
import { checkSeal } from "./seal.ts";
import type { CertificateGiven } from "./sources.ts";
import { checkStatus } from "./status.ts";
import { checkValidity } from "./validity.ts";
import {
  CERTIFICATE_STEPS,
  CERTIFICATE_VERDICTS,
  type CertificateFailure,
  type CertificateGap,
  type CertificateStep,
  type CertificateVerdict,
  type CertificateVerification,
  type ProvenDomain,
} from "./words.ts";

/** Verdicts under which a certificate is to be treated as if it had not been issued: of its content nothing is shown. */
const WITHOUT_CONTENT: readonly CertificateVerdict[] = [
  "content_mismatch",
  "failed",
  "issued_after_compromise",
  "seal_missing",
];
const FAILED_STEPS = {
  format: "failed",
  integrity: "content_mismatch",
  issuer: "failed",
  seal: "seal_missing",
  status: "revoked",
  validity: "expired",
  ledger: "failed",
  pages: "pages_altered",
} as const;
/** What is known for sure, and is no gap: nobody but the issuer says who the issuer is. */
const UNPROVEN: readonly CertificateGap[] = ["document_missing", "document_malformed", "domain_unproven"];

export async function verifyCertificate(
  opened: OpenedCertificate,
  given: CertificateGiven,
): Promise<CertificateVerification> {
  const { form, receipt, failure } = opened;
  if (failure) return { form, verdict: "failed", steps: [failedStep("format", failure)] };
  const credentials = readCredentials(opened);
  const asked = [opened.sdJwt, opened.credential, opened.unlinkable].filter((each) => each !== undefined).length;
  if (credentials.length < asked) {
    // A byte in the wrong place, or another JSON for what was signed: content that is not as it was issued.
    const reason = opened.sdJwt === undefined ? "credential_malformed" : "sd_jwt_malformed";
    return { form, verdict: "content_mismatch", steps: [failedStep("format", reason)] };
  }
  const did = credentials[0]?.did ?? receipt?.certificate?.statement.issuer ?? "";
  const keys = issuerKeys(did, given.sources);
  const ledger = receipt && (await checkLedger(receipt, given));
  const integrity = await checkIntegrity({ credentials, receipt, ledger, keys, now: given.now });
  const format: CertificateStep = { name: "format", status: "ok", reason: "ok" };
  if (integrity.step.status === "failed") {
    // Nothing else: whatever else is fine about it would lend credit to what deserves none.
    return { form, verdict: "content_mismatch", steps: [format, integrity.step] };
  }
  return await conclude({ opened, given, did, credentials, keys, ledger, integrity, format });
}

type Grounds = {
  opened: OpenedCertificate;
  given: CertificateGiven;
  did: string;
  credentials: readonly ReadCredential[];
  keys: KeysFinding;
  ledger: LedgerFinding | undefined;
  integrity: IntegrityFinding;
  format: CertificateStep;
};

async function conclude(grounds: Grounds): Promise<CertificateVerification> {
  const { opened, given, did, credentials, keys, ledger, integrity, format } = grounds;
  const { form, receipt } = opened;
  const [credential] = credentials;
  const known = typeof keys === "string" ? undefined : keys;
  const { domains } = given.sources;
  const issuer = credential && checkIssuer({ credential, keys, integrity, domains, issuedAt: ledger?.issuedAt });
  const seal = checkSeal({ keys: known, receipt, ledger, now: given.now });
  const status = await checkStatus({ credential, keys: known, receipt, ledger, given });
  const validity = credential && checkValidity(credential.period, given.at ?? given.now);
  const found = [
    format,
    integrity.step,
    issuer?.step,
    seal?.step,
    status.step,
    validity?.step,
    ledger?.step ?? ledgerStep(opened),
  ];
  const steps = [...found, pagesStep(opened)].filter((step) => step !== undefined);
  const verdict = verdictOf(steps);
  const id = credential?.id ?? receipt?.certificate?.leaf.id;
  const isShown = integrity.isVouched && !WITHOUT_CONTENT.includes(verdict);
  const name = isShown ? credential?.content.issuerName : undefined;
  const proven = issuer?.step.status === "ok" ? [...(domains ?? [])] : [];
  const named = (known?.named ?? []).filter((each) => !proven.some(({ domain }) => domain === each));
  return {
    form,
    verdict,
    steps: steps.sort((left, right) => CERTIFICATE_STEPS.indexOf(left.name) - CERTIFICATE_STEPS.indexOf(right.name)),
    ...(id === undefined || verdict === "failed" ? {} : { id }),
    ...(isShown && credential ? { shown: credential.content } : {}),
    ...(did === "" || verdict === "failed" ? {} : { issuer: issuerOf({ did, name, proven, named }) }),
    ...(status.status ? { status: status.status } : {}),
    ...(issuer?.compromise ? { compromise: issuer.compromise } : {}),
    ...(seal ? { seal: seal.seal } : {}),
    ...(validity ? { period: validity.period } : {}),
    ...(ledger?.facts ? { ledger: ledger.facts } : {}),
    ...(ledger ? { receipt: ledger.verification } : {}),
  };
}

function issuerOf(found: {
  did: string;
  name: string | undefined;
  proven: ProvenDomain[];
  named: string[];
}): NonNullable<CertificateVerification["issuer"]> {
  const { did, name, proven: domains, named } = found;
  const isProven = domains.length > 0;
  return { did, ...(name ? { name } : {}), domains, ...(named.length > 0 ? { named } : {}), isProven };
}

/** One entry of the ledger is of one certificate, and would connect what is shown of it. */
function ledgerStep({ unlinkable }: OpenedCertificate): CertificateStep | undefined {
  return unlinkable === undefined ? undefined : { name: "ledger", status: "not_applicable", reason: "unlinkable" };
}

/** Of a PDF: its pages are vouched for only while they are, to the byte, those that were designed. */
function pagesStep({ pages }: OpenedCertificate): CertificateStep | undefined {
  if (pages === undefined) return undefined;
  if (pages === "whole") return { name: "pages", status: "ok", reason: "ok" };
  return failedStep("pages", `pages_${pages}`);
}

const failedStep = (name: CertificateStep["name"], reason: CertificateFailure): CertificateStep => ({
  name,
  status: "failed",
  reason,
});

/** The first in the order of verdicts for which some step stands. */
function verdictOf(steps: readonly CertificateStep[]): CertificateVerdict {
  const found = new Set(steps.map(verdictOfStep));
  return CERTIFICATE_VERDICTS.find((verdict) => found.has(verdict)) ?? "could_not_check";
}

function verdictOfStep({ name, status, reason }: CertificateStep): CertificateVerdict {
  if (status === "ok" || status === "not_applicable") return "valid";
  if (status === "unchecked") return UNPROVEN.includes(reason) ? "issuer_unproven" : "could_not_check";
  const own = CERTIFICATE_VERDICTS.find((verdict) => verdict === reason);
  return own ?? FAILED_STEPS[name];
}
