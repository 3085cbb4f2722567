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

export function stageAfter(outcome: SendOutcome): Stage {
  if (outcome.kind === "recorded") return { name: "recorded", evidence: outcome.evidence };
  if (outcome.kind === "cancelled")
    return outcome.complete ? { name: "failed", failure: { kind: "lost", complete: true } } : { name: "hashed" };
  return { name: "failed", failure: outcome };
}
