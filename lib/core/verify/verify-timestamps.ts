/**
 * The step about timestamps: each token is sealed by the receipt's key, and an authority that the reader named vouches for its time.
 * Looking into a token needs X.509, which is not for this pure core: it comes in as outcomes, one a token, in the receipt's order.
 */

import type { OpenedReceipt, ReceiptParts } from "../receipt/open-receipt.ts";
import { isTimestampSealed } from "../receipt/receipt-timestamps.ts";
import { fromBase64, utf8 } from "../text/bytes.ts";
import type { Step, TimestampOutcome } from "./verification.ts";
import { failed, ok, unchecked } from "./verify-steps.ts";

/** Timestamps for which a named authority vouches. */
export type ProvenTimestamp = { authority: string; time: string };

/**
 * What there is to look into: the tokens of a receipt, and the bytes whose SHA-256 each has to state. Undefined when there is no token,
 * or nothing that can be read. Nothing has been verified here.
 */
export function timestampsOf({ parts }: OpenedReceipt): { stamped: Uint8Array; tokens: Uint8Array[] } | undefined {
  const { note, receipt } = parts ?? {};
  const tokens = (receipt?.timestamps ?? []).map(({ token }) => fromBase64(token) ?? new Uint8Array(0));
  return note === undefined || tokens.length === 0 ? undefined : { stamped: utf8(note.text), tokens };
}

/** Timestamps among the outcomes that prove a time; only as good as the step. */
export function provenTimestamps(outcomes: readonly TimestampOutcome[]): ProvenTimestamp[] {
  return outcomes.flatMap((outcome) =>
    outcome.status === "ok" ? [{ authority: outcome.authority, time: outcome.time }] : [],
  );
}

/**
 * One authority that the reader named is enough: a token of another one, otherwise intact, then counts for nothing and spoils nothing.
 * Any other flaw of any token fails the step.
 */
export function checkTimestamps(input: {
  parts: ReceiptParts;
  checkpoint: Step;
  outcomes: readonly TimestampOutcome[];
}): Step {
  const { parts, checkpoint, outcomes } = input;
  const { receipt, note, key } = parts;
  if (receipt.proof === undefined) return unchecked("timestamp", "not_anchored");
  if (receipt.timestamps.length === 0) return unchecked("timestamp", "no_timestamp");
  if (checkpoint.status !== "ok" || note === undefined || key === undefined) {
    return unchecked("timestamp", "depends_on_failed");
  }
  const unsealed = receipt.timestamps.find((timestamp) => !isTimestampSealed({ timestamp, text: note.text, key }));
  if (unsealed !== undefined) {
    return failed("timestamp", "seal_invalid", { expected: key.text, found: unsealed.seal });
  }
  const proven = provenTimestamps(outcomes);
  const flaw = outcomes.find(
    (outcome) => outcome.status === "failed" && (outcome.reason !== "authority_untrusted" || proven.length === 0),
  );
  if (flaw?.status === "failed") return failed("timestamp", flaw.reason, flaw);
  if (outcomes.length !== receipt.timestamps.length) return unchecked("timestamp", "timestamp_not_read");
  if (proven.length > 0) return ok("timestamp", listed(proven));
  const open = outcomes.find(({ status }) => status === "unchecked");
  if (open?.status === "unchecked") return unchecked("timestamp", open.reason, open.found);
  return unchecked(
    "timestamp",
    "authority_unproven",
    listed(outcomes.flatMap((outcome) => (outcome.status === "unproven" ? [outcome] : []))),
  );
}

function listed(timestamps: readonly ProvenTimestamp[]): string {
  return timestamps.map(({ authority, time }) => `${authority} ${time}`).join("; ");
}
