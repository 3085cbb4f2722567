/** What a reader's browser can check about who cosigned a block, from the page alone. */

import { claimsOn, evaluatePolicy } from "#lib/core/log/evaluate-policy.ts";
import { parseNote } from "#lib/core/log/note.ts";
import { parsePolicy } from "#lib/core/log/policy.ts";
import { readyFor } from "#lib/verify/signatures.ts";

export interface CosignatureClaims {
  /** The signed note of the block. */
  checkpoint: string;
  /** Signature lines, each without its line feed. */
  lines: readonly string[];
  /** C2SP tlog-policy in force for the block. */
  policy: string;
  /** Names in the policy of those who are said to have cosigned. */
  names: readonly string[];
  /** Whether the quorum is said to be met. */
  quorumMet: boolean;
}

/** Whether everyone who is said to have cosigned did, by the policy's keys, and their number is what it is said to be. Never rejects. */
export async function cosignaturesHold(claims: CosignatureClaims): Promise<boolean> {
  const { checkpoint, lines, policy: text, names, quorumMet } = claims;
  const note = parseNote(checkpoint + lines.map((line) => `${line}\n`).join(""));
  const policy = parsePolicy(text);
  if (!note || "error" in policy) return false;
  await readyFor(claimsOn(note, policy));
  const found = evaluatePolicy(policy, note);
  const signed = new Set(found.witnesses.map(({ name }) => name));
  if (!found.log || found.bad.length > 0 || !names.every((name) => signed.has(name))) return false;
  return !quorumMet || (policy.quorum !== undefined && found.quorumMet);
}
