/**
 * The checks of a receipt, one a step. They are reported in the order of STEP_NAMES, whatever rests on what: a check asks for the row
 * of the one that it rests on, which is then made first.
 */

import { kindOf } from "../claim/record.ts";
import { evaluatePolicy, type PolicyEvaluation } from "../log/evaluate-policy.ts";
import type { Policy } from "../log/policy.ts";
import { EXTRA_KINDS, type ExtraKind, isExtraKind, type ReceiptExtra } from "../receipt/extras.ts";
import type { OpenedReceipt, ReceiptParts } from "../receipt/open-receipt.ts";
import { extrasOf, RECEIPT_V1, RECEIPT_V2 } from "../receipt/receipt.ts";
import { RECEIPT_BYTES_MAX } from "../receipt/receipt-file.ts";
import type { BrokenSince } from "../renewal/algorithms.ts";
import { checkBundledFile, checkBundleList } from "./bundle-file.ts";
import { checkCertificateFile } from "./certificate-file.ts";
import { checkFile } from "./content-file.ts";
import type { LedgerExtent } from "./site-trust.ts";
import { STEP_NAMES, type Step, type StepName, type TimestampOutcome } from "./verification.ts";
import { checkDocument } from "./verify-document.ts";
import {
  checkCheckpoint,
  checkDetails,
  checkInclusion,
  checkIssuer,
  checkRecord,
  checkWitnesses,
  failed,
  ok,
  recordedDigest,
  unchecked,
} from "./verify-steps.ts";
import { checkTimestamps } from "./verify-timestamps.ts";

/** A claim of several files, and what of one of them a receipt carries (./extras/bundle.ts). */
const BUNDLE_KIND = "bundle";
/** More than a step shows. */
const SHOWN_BYTES = 1024;

/** What a receipt is held against. */
export type VerificationGiven = {
  /** Digest of the file that the receipt is said to be about. */
  sha256?: Uint8Array;
  /**
   * Digests of those parts of that file for which the whole stands (lib/verify/file-parts.ts): a certificate is delivered with more
   * behind it, the list of a bundle has a root. Without: only the whole file is compared, and one that does not fit was not read.
   */
  parts?: readonly Uint8Array[];
  /** Whom the reader trusts; without it the issuer stays unproven. */
  policy?: Policy;
  /** Of the ledger, where its own site checks: a checkpoint beyond its end, or beyond a key's, fails. */
  extent?: LedgerExtent;
  /** The reader's clock: what was received later than now is remarked. Without it, any time will do. */
  at?: Date;
  /** What a look into the receipt's tokens came to, in its order. Without: `timestamp_not_read`, where there are any. */
  timestamps?: readonly TimestampOutcome[];
  /** The checks of the kinds of extras that the receipt has; one that is missing could not be loaded, and its step says so. */
  extraChecks?: ExtraChecks;
  /** Until when algorithms count for the reader; by default none is broken. */
  broken?: BrokenSince;
  /** SHA3-256 of the file that the receipt is said to be about: what a renewal binds, and some records state. */
  sha3?: Uint8Array;
  /** Its SM3, which some records state beside SHA-256. */
  sm3?: Uint8Array;
  /** Whether too few witnesses fail the receipt (C2SP tlog-policy, the default), or are merely reported. */
  requireQuorum?: boolean;
};

export type CheckContext = {
  opened: OpenedReceipt;
  given: VerificationGiven;
  /** What the reader's policy says of the checkpoint, once that is known to be signed. */
  evaluation: () => PolicyEvaluation | undefined;
  /** The row of another check. */
  row: (step: StepName) => Step;
};

/** The step about all the receipt's extras of one kind. */
export type ExtraCheck = (
  found: { extras: readonly ReceiptExtra[]; parts: ReceiptParts },
  context: CheckContext,
) => Step;
export type ExtraChecks = { readonly [Kind in ExtraKind]?: ExtraCheck };

export type Check = {
  step: StepName;
  /** Whether the check is about a receipt that came like this one: one that is not has no row. */
  applies: (opened: OpenedReceipt, given: VerificationGiven) => boolean;
  check: (context: CheckContext) => Step;
};

type PartsCheck = (parts: ReceiptParts, context: CheckContext) => Step;
const always = (): boolean => true;

/** A check of what stands in the receipt; where no receipt could be read, its row stays and says so. */
function ofParts(step: StepName, check: PartsCheck): Check {
  return {
    step,
    applies: always,
    check: (context) =>
      context.opened.parts ? check(context.opened.parts, context) : unchecked(step, "depends_on_failed"),
  };
}

function extrasIn({ parts }: OpenedReceipt, isMeant: (kind: string) => boolean): ReceiptExtra[] {
  return parts === undefined ? [] : extrasOf(parts.receipt).filter(({ kind }) => isMeant(kind));
}

/** The row of a kind of extras, in a receipt that has one of it. */
function ofExtras(kind: ExtraKind): Check {
  return {
    step: kind,
    // What is broken asks every receipt whether it was renewed before.
    applies: (opened, { broken }) =>
      (kind === "renewal" && opened.parts !== undefined && (broken?.size ?? 0) > 0) ||
      extrasIn(opened, (each) => each === kind).length > 0,
    check: (context) => {
      const { opened, given } = context;
      const check = given.extraChecks?.[kind];
      if (opened.parts === undefined || check === undefined) return unchecked(kind, "extra_not_read");
      return check({ extras: extrasIn(opened, (each) => each === kind), parts: opened.parts }, context);
    },
  };
}

/** What is carried for other programs: named, and nothing that counts. */
const UNKNOWN_EXTRAS: Check = {
  step: "extras",
  applies: (opened) => extrasIn(opened, (kind) => !isExtraKind(kind)).length > 0,
  check: ({ opened }) => {
    const unknown = extrasIn(opened, (kind) => !isExtraKind(kind)).map(({ kind }) => kind);
    return unchecked("extras", "extra_unknown", [...new Set(unknown)].join(" "));
  },
};

const EXTRA_CHECKS = Object.fromEntries(EXTRA_KINDS.map((kind) => [kind, ofExtras(kind)])) as {
  [Kind in ExtraKind]: Check;
};

const CHECK_OF: { [Name in StepName]: Check } = {
  document: {
    step: "document",
    applies: ({ document }) => document !== undefined,
    check: ({ opened }) =>
      opened.document
        ? checkDocument({ ...opened, document: opened.document })
        : unchecked("document", "depends_on_failed"),
  },
  format: { step: "format", applies: always, check: ({ opened }) => checkFormat(opened) },
  file: ofParts("file", (parts, context) => {
    const { opened, given, row } = context;
    const step = checkGivenFile(parts, { opened, given, row });
    return step.status === "ok" && hasAged(context) ? unchecked("file", "digest_aged") : step;
  }),
  details: ofParts("details", (parts, { row }) => checkDetails(parts, row("record"))),
  record: ofParts("record", (parts, { given }) => checkRecord(parts, given.at)),
  inclusion: ofParts("inclusion", (parts) => checkInclusion(parts)),
  checkpoint: ofParts("checkpoint", (parts) => checkCheckpoint(parts)),
  issuer: ofParts("issuer", (parts, { opened, given, row, evaluation }) => {
    const isDocument = opened.document !== undefined;
    const { policy, extent } = given;
    const checkpoint = row("checkpoint");
    return checkIssuer({ parts, checkpoint, policy, evaluation: evaluation(), extent, isDocument });
  }),
  witnesses: ofParts("witnesses", (parts, { given, row, evaluation }) => {
    const { policy, requireQuorum = true } = given;
    return checkWitnesses({ parts, checkpoint: row("checkpoint"), policy, evaluation: evaluation(), requireQuorum });
  }),
  timestamp: ofParts("timestamp", (parts, { given, row }) =>
    checkTimestamps({ parts, checkpoint: row("checkpoint"), outcomes: given.timestamps ?? [] }),
  ),
  ...EXTRA_CHECKS,
  extras: UNKNOWN_EXTRAS,
};

/** In the order of the report. */
export const CHECKS: readonly Check[] = STEP_NAMES.map((name) => CHECK_OF[name]);

/** Whose the file is to be: a certificate's, one of a bundle's or its list, or the record's own content. */
function checkGivenFile(parts: ReceiptParts, { opened, given, row }: Omit<CheckContext, "evaluation">): Step {
  const { sha256: digest, sha3 } = given;
  const [certificate] = extrasIn(opened, (kind) => kind === "certificate");
  if (certificate && sha3 !== undefined && digest === undefined) return unchecked("file", "sha3_unstated");
  if (certificate) return checkCertificateFile({ digest, parts: given.parts, certificate, row: row("certificate") });
  const [extra] = extrasIn(opened, (kind) => kind === BUNDLE_KIND);
  if (extra) return checkBundledFile({ digest, sha3, extra, row: row("bundle") });
  const { record } = parts;
  if (record && kindOf(record) === BUNDLE_KIND) {
    const expected = [recordedDigest(record), recordedDigest(record, "sha3-256")].filter((root) => root !== "");
    if (sha3 !== undefined && digest === undefined) return unchecked("file", "sha3_unstated");
    return checkBundleList({ digest, parts: given.parts, expected, record: row("record") });
  }
  return checkFile({ digest, sha3, sm3: given.sm3, parts, record: row("record") });
}

/** Whether the recorded digest of the file proves nothing any more, and no renewal has compared another. */
function hasAged({ given: { broken, at }, row }: CheckContext): boolean {
  const since = broken?.get("sha-256");
  if (since === undefined || (at !== undefined && at.getTime() < since)) return false;
  const { status, reason } = row("renewal");
  return status !== "ok" || reason !== "ok";
}

/** What was read instead of a receipt: how long it is, or how it begins. */
function checkFormat({ json, failure, respelled }: OpenedReceipt): Step {
  if (json === undefined) return unchecked("format", "depends_on_failed");
  if (failure === undefined) return { ...ok("format"), reason: respelled ?? "ok" };
  if (failure === "too_large") {
    return failed("format", failure, { expected: `${RECEIPT_BYTES_MAX}`, found: `${json.length}` });
  }
  const start = new TextDecoder().decode(json.subarray(0, SHOWN_BYTES));
  return failed("format", failure, { expected: `${RECEIPT_V1}, ${RECEIPT_V2}`, found: start === "" ? "-" : start });
}

/**
 * A row for each check that applies, in the order of the list. A check that throws is a row that failed: what broke off has not been
 * checked, and never counts as fine. Never throws.
 */
export function runChecks(
  checks: readonly Check[],
  { opened, given }: { opened: OpenedReceipt; given: VerificationGiven },
): { steps: Step[]; evaluation: PolicyEvaluation | undefined } {
  const rows = new Map<StepName, Step>();
  const row = (name: StepName): Step => {
    const known = rows.get(name);
    if (known) return known;
    const made = attempt(checks.find(({ step }) => step === name));
    rows.set(name, made);
    return made;
  };
  let evaluated: { evaluation: PolicyEvaluation | undefined } | undefined;
  const evaluation = (): PolicyEvaluation | undefined => {
    const { policy } = given;
    const note = opened.parts?.note;
    evaluated ??= {
      evaluation: policy && note && row("checkpoint").status === "ok" ? evaluatePolicy(policy, note) : undefined,
    };
    return evaluated.evaluation;
  };
  const attempt = (check: Check | undefined): Step => {
    if (check === undefined) throw new RangeError("no such check");
    try {
      return check.check({ opened, given, evaluation, row });
    } catch (error) {
      return failed(check.step, "check_broken", { expected: "-", found: String(error) });
    }
  };
  const steps = checks.filter(({ applies }) => applies(opened, given)).map(({ step }) => row(step));
  return { steps, evaluation: evaluated?.evaluation };
}
