/** What the bodies of C2SP tlog-witness have in common: lines, proof lines among them, an empty line, a signed checkpoint. */
import { type Checkpoint, parseCheckpoint } from "#lib/core/log/checkpoint.ts";
import { type Note, parseNote } from "#lib/core/log/note.ts";
import { DIGEST_BYTES, fromBase64, fromUtf8 } from "#lib/core/text/bytes.ts";

/** Room for a checkpoint with 16 signatures of the longest kind (ML-DSA-44) and the longest proof. */
export const BODY_BYTES_MAX = 64 * 1024;
/** C2SP tlog-witness. */
const PROOF_LINES_MAX = 63;
const BASE64_DIGEST_CHARS = 44;
/** `subtree`, two numbers of 20 digits, two spaces. */
const FIRST_LINE_CHARS_MAX = 49;
/** Everything before the empty line: another line with a hash, at most. */
const HEAD_CHARS_MAX = FIRST_LINE_CHARS_MAX + 1 + (1 + PROOF_LINES_MAX) * (BASE64_DIGEST_CHARS + 1);

export type MalformedPart = "body" | "old size" | "subtree" | "proof" | "note" | "checkpoint";

/** The lines before the empty one, without their LF, and the note after it; undefined when there is no such body. */
export function splitBody(body: Uint8Array): { lines: string[]; rest: string } | undefined {
  const text = body.length <= BODY_BYTES_MAX ? fromUtf8(body) : undefined;
  const end = text?.slice(0, HEAD_CHARS_MAX + 1).indexOf("\n\n") ?? -1;
  return text === undefined || end < 0
    ? undefined
    : { lines: text.slice(0, end).split("\n"), rest: text.slice(end + 2) };
}

/** The hash that a line spells. */
export function parseHash(line: string): Uint8Array | undefined {
  const hash = line.length === BASE64_DIGEST_CHARS ? fromBase64(line) : undefined;
  return hash?.length === DIGEST_BYTES ? hash : undefined;
}

export function parseProof(lines: readonly string[]): Uint8Array[] | undefined {
  if (lines.length > PROOF_LINES_MAX) return undefined;
  const proof = lines.map(parseHash);
  return proof.every((hash) => hash !== undefined) ? proof : undefined;
}

export function parseSigned(text: string): { note: Note; checkpoint: Checkpoint } | { malformed: MalformedPart } {
  const note = parseNote(text);
  if (!note) return { malformed: "note" };
  const checkpoint = parseCheckpoint(note.text);
  return checkpoint ? { note, checkpoint } : { malformed: "checkpoint" };
}
