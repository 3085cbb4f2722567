/** Where a file stands when it was chosen, and when it was sent. */
import { cleanedFileName, fileNameFlaw } from "#lib/core/text/file-name.ts";
import type { SendOutcome } from "./send.ts";
import type { Stage } from "./upload-item.ts";

/** Before anything of it is read. @param bytesMax largest file that is accepted */
export function firstStage(file: File, bytesMax: number): Stage {
  if (file.size === 0) return { name: "refused", reason: "empty" };
  if (file.size > bytesMax) return { name: "refused", reason: "too_large" };
  const flaw = fileNameFlaw(file.name);
  return flaw ? { name: "misnamed", flaw, offered: cleanedFileName(file.name) } : { name: "queued" };
}

/** The gate or the server is away for a moment, or asks for patience. RFC 9110 section 15.6, RFC 6585 section 4 */
const PASSING = new Set([429, 502, 503, 504]);

/** It, or what stands before it, does not say how far it came. */
const SERVER_FAILED = 500;

export function stageAfter(outcome: SendOutcome): Stage {
  if (outcome.kind === "recorded") return { name: "recorded", evidence: outcome.evidence };
  if (outcome.kind === "cancelled")
    return outcome.complete ? { name: "failed", failure: { kind: "lost", complete: true } } : { name: "hashed" };
  const passes = outcome.kind === "lost" || (outcome.kind === "problem" && PASSING.has(outcome.problem.status));
  return passes ? { name: "paused", failure: outcome } : { name: "failed", failure: outcome };
}

/** Whether the intake may have made a record of which nobody here has heard: under another key there would be two. */
export function mayBeRecorded(outcome: SendOutcome): boolean {
  if (outcome.kind === "lost" || outcome.kind === "cancelled") return outcome.complete;
  return outcome.kind === "problem" && outcome.problem.status >= SERVER_FAILED;
}
