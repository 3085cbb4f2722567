/** The client's side of C2SP tlog-witness: `add-checkpoint`, one round trip. */

import type { VerifierKey } from "#lib/core/log/note.ts";
import { toBase64 } from "#lib/core/text/bytes.ts";
import { parseDecimal } from "#lib/core/text/decimal.ts";
import { type Asked, type AskFailure, ask } from "#lib/infra/http/ask.ts";
import type { NodeTrouble } from "../types.ts";
import { readCosignature, type SignedLine } from "./verifier.ts";

/** Signature lines; a refusal may explain itself. */
const ANSWER_BYTES_MAX = 64 * 1024;
/** Of what a witness says about a refusal, kept for the operator. */
const DETAIL_CHARS_MAX = 200;
/** A witness's clock may run ahead of ours by so much. */
const AHEAD_MS_MAX = 10 * 60_000;
/** Or behind the one that stamped the block. */
const BEHIND_MS_MAX = 10 * 60_000;

/** What one round trip brought. `size`: what the witness says that it has, when that is not what we thought. */
export type WitnessAnswer =
  | { lines: SignedLine[]; milliseconds: number; version: string }
  | { size: bigint; version: string }
  | { failed: NodeTrouble; detail: string; version: string };

export interface CheckpointToCosign {
  /** The signed note. */
  checkpoint: string;
  /** What of it is signed. */
  text: string;
  time: Date;
  /** That the tree of `old` entries is the beginning of this one. */
  old: bigint;
  proof: readonly Uint8Array[];
}

/** @throws whatever aborted `signal` */
export async function askWitness(options: {
  url: string;
  /** Its keys, each of which has to sign. */
  keys: readonly VerifierKey[];
  cosign: CheckpointToCosign;
  timeoutMs: number;
  signal: AbortSignal;
}): Promise<WitnessAnswer> {
  const { url, keys, cosign, timeoutMs, signal } = options;
  const lines = [`old ${cosign.old}`, ...cosign.proof.map(toBase64), "", cosign.checkpoint];
  const asked = await ask({
    url: `${url}/add-checkpoint`,
    body: lines.join("\n"),
    timeoutMs,
    bytesMax: ANSWER_BYTES_MAX,
    signal,
  });
  return judgeAnswer(asked, { keys, cosign });
}

function judgeAnswer(
  asked: Asked,
  { keys, cosign }: { keys: readonly VerifierKey[]; cosign: Pick<CheckpointToCosign, "text" | "time"> },
): WitnessAnswer {
  if ("failed" in asked) return { ...troubleOf(asked), version: "" };
  const { status, body, server: version, milliseconds } = asked;
  if (status === 409) {
    const size = body.endsWith("\n") ? parseDecimal(body.slice(0, -1)) : undefined;
    return size === undefined ? { failed: "malformed", detail: "409 without a size", version } : { size, version };
  }
  if (status !== 200) return { failed: troubleOfStatus(status), detail: said(status, body), version };
  const read = readCosignature({ answer: body, text: cosign.text, keys });
  if ("failed" in read) return { failed: read.failed, detail: "", version };
  const wrongTime = read.lines.flatMap(({ signedAt }) => judgeTime(signedAt, cosign.time) ?? [])[0];
  if (wrongTime !== undefined) return { failed: "clock", detail: wrongTime, version };
  return { ...read, milliseconds, version };
}

/** A signature is for ever: one with a time that cannot be is not kept. */
function judgeTime(signedAt: Date, blockTime: Date): string | undefined {
  const [stated, now] = [signedAt.getTime(), Date.now()];
  if (stated > now + AHEAD_MS_MAX) return `${signedAt.toISOString()} lies ahead`;
  return stated < blockTime.getTime() - BEHIND_MS_MAX ? `${signedAt.toISOString()} is before the block` : undefined;
}

function troubleOfStatus(status: number): NodeTrouble {
  if (status === 404) return "origin_unknown";
  if (status === 403) return "key_refused";
  // The old size was its own, or else it had answered 409; the proof is made of our tiles: it holds another root.
  if (status === 422) return "fork";
  return status === 429 || status === 503 ? "busy" : "refused";
}

export function troubleOf({ failed, detail }: { failed: AskFailure; detail: string }): {
  failed: NodeTrouble;
  detail: string;
} {
  return { failed, detail: detail.slice(0, DETAIL_CHARS_MAX) };
}

/** A refusal in the node's own words, on one line. */
export function said(status: number, body: string): string {
  return `${status} ${body.replaceAll(/[^\x20-\x7e]+/g, " ").trim()}`.trim().slice(0, DETAIL_CHARS_MAX);
}
