/** The body of C2SP tlog-witness `add-checkpoint`: `old <size>`, proof lines, an empty line, a signed checkpoint. */

import { type Checkpoint, parseCheckpoint } from "#lib/core/log/checkpoint.ts";
import { type Note, parseNote } from "#lib/core/log/note.ts";
import { DIGEST_BYTES, fromBase64, fromUtf8 } from "#lib/core/text/bytes.ts";
import { parseDecimal } from "#lib/core/text/decimal.ts";

/** Room for a checkpoint with 16 signatures of the longest kind (ML-DSA-44) and the longest proof. */
export const BODY_BYTES_MAX = 64 * 1024;
/** C2SP tlog-witness. */
const PROOF_LINES_MAX = 63;
const BASE64_DIGEST_CHARS = 44;
const OLD_LINE_CHARS_MAX = "old ".length + 20;
/** Everything before the empty line. */
const HEAD_CHARS_MAX = OLD_LINE_CHARS_MAX + 1 + PROOF_LINES_MAX * (BASE64_DIGEST_CHARS + 1);
const OLD_LINE_START = "old ";

export interface AddCheckpointRequest {
  old: bigint;
  proof: Uint8Array[];
  note: Note;
  checkpoint: Checkpoint;
}

export type MalformedPart = "body" | "old size" | "proof" | "note" | "checkpoint";

/** The request that a body is, or which part of it is malformed. Each part has one spelling only. */
export function parseAddCheckpoint(body: Uint8Array): AddCheckpointRequest | { malformed: MalformedPart } {
  const text = body.length <= BODY_BYTES_MAX ? fromUtf8(body) : undefined;
  if (text === undefined) return { malformed: "body" };
  const end = text.slice(0, HEAD_CHARS_MAX + 1).indexOf("\n\n");
  if (end < 0) return { malformed: "body" };
  const [oldLine = "", ...proofLines] = text.slice(0, end).split("\n");
  const old = oldLine.startsWith(OLD_LINE_START) ? parseDecimal(oldLine.slice(OLD_LINE_START.length)) : undefined;
  if (old === undefined) return { malformed: "old size" };
  const proof = parseProof(proofLines);
  if (!proof) return { malformed: "proof" };
  const note = parseNote(text.slice(end + 2));
  if (!note) return { malformed: "note" };
  const checkpoint = parseCheckpoint(note.text);
  return checkpoint ? { old, proof, note, checkpoint } : { malformed: "checkpoint" };
}

function parseProof(lines: readonly string[]): Uint8Array[] | undefined {
  if (lines.length > PROOF_LINES_MAX) return undefined;
  const proof: Uint8Array[] = [];
  for (const line of lines) {
    const hash = line.length === BASE64_DIGEST_CHARS ? fromBase64(line) : undefined;
    if (hash?.length !== DIGEST_BYTES) return undefined;
    proof.push(hash);
  }
  return proof;
}
