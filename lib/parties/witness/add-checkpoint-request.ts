/** The body of C2SP tlog-witness `add-checkpoint`: `old <size>`, proof lines, an empty line, a signed checkpoint. */
import type { Checkpoint } from "#lib/core/log/checkpoint.ts";
import type { Note } from "#lib/core/log/note.ts";
import { parseDecimal } from "#lib/core/text/decimal.ts";
import { type MalformedPart, parseProof, parseSigned, splitBody } from "./request-lines.ts";

const OLD_LINE_START = "old ";

export interface AddCheckpointRequest {
  old: bigint;
  proof: Uint8Array[];
  note: Note;
  checkpoint: Checkpoint;
}

/** The request that a body is, or which part of it is malformed. Each part has one spelling only. */
export function parseAddCheckpoint(body: Uint8Array): AddCheckpointRequest | { malformed: MalformedPart } {
  const parts = splitBody(body);
  if (!parts) return { malformed: "body" };
  const [oldLine = "", ...proofLines] = parts.lines;
  const old = oldLine.startsWith(OLD_LINE_START) ? parseDecimal(oldLine.slice(OLD_LINE_START.length)) : undefined;
  if (old === undefined) return { malformed: "old size" };
  const proof = parseProof(proofLines);
  if (!proof) return { malformed: "proof" };
  const signed = parseSigned(parts.rest);
  return "malformed" in signed ? signed : { old, proof, ...signed };
}
