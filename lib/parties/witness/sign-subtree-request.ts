/**
 * The body of C2SP tlog-witness `sign-subtree` (a draft): `subtree <start> <end>`, the subtree's hash, proof lines, an empty line, a
 * checkpoint that the witness cosigned.
 */
import type { Checkpoint } from "#lib/core/log/checkpoint.ts";
import { isSubtree } from "#lib/core/log/merkle.ts";
import type { Note } from "#lib/core/log/note.ts";
import { parseDecimal } from "#lib/core/text/decimal.ts";
import { type MalformedPart, parseHash, parseProof, parseSigned, splitBody } from "./request-lines.ts";

export interface SignSubtreeRequest {
  /** The leaves [start, end), a subtree within the checkpoint's tree. */
  start: bigint;
  end: bigint;
  hash: Uint8Array;
  proof: Uint8Array[];
  note: Note;
  checkpoint: Checkpoint;
}

/** The request that a body is, or which part of it is malformed. Each part has one spelling only. */
export function parseSignSubtree(body: Uint8Array): SignSubtreeRequest | { malformed: MalformedPart } {
  const parts = splitBody(body);
  if (!parts) return { malformed: "body" };
  const [rangeLine = "", hashLine = "", ...proofLines] = parts.lines;
  const [word, startText = "", endText = "", ...others] = rangeLine.split(" ");
  const [start, end] = [parseDecimal(startText), parseDecimal(endText)];
  const hash = parseHash(hashLine);
  const isRange = word === "subtree" && others.length === 0 && start !== undefined && end !== undefined;
  if (!isRange || !isSubtree(start, end) || !hash) return { malformed: "subtree" };
  const proof = parseProof(proofLines);
  if (!proof) return { malformed: "proof" };
  const signed = parseSigned(parts.rest);
  if ("malformed" in signed) return signed;
  return end > signed.checkpoint.size ? { malformed: "subtree" } : { start, end, hash, proof, ...signed };
}
