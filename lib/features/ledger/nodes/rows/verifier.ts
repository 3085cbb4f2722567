/** The key of a witness, and what it signed about a checkpoint. */
import "#lib/core/log/ml-dsa.ts";
import { verifyCosignature } from "#lib/core/log/checkpoint.ts";
import {
  findSignature,
  formatVerifierKey,
  KEY_TYPE,
  parseNote,
  parseVerifierKey,
  type VerifierKey,
} from "#lib/core/log/note.ts";

/** Signature lines that one answer may have: a witness signs with an old and a new key, in several types. */
const LINES_MAX = 32;

/**
 * The key with which a witness cosigns: Ed25519 or ML-DSA-44. Witnesses publish plain Ed25519 keys (0x01) as well; what they sign is a
 * cosignature (0x04) all the same, under that type's key id.
 */
export function cosignerKey(text: string): VerifierKey | undefined {
  const key = parseVerifierKey(text);
  if (key?.type === KEY_TYPE.cosignature || key?.type === KEY_TYPE.mlDsa44) return key;
  if (key?.type !== KEY_TYPE.ed25519) return undefined;
  const { name, publicKey } = key;
  return parseVerifierKey(formatVerifierKey({ name, publicKey, type: KEY_TYPE.cosignature }));
}

export type ReadCosignature =
  | { line: string; signedAt: Date }
  | { failed: "cosignature_absent" | "cosignature_invalid" | "malformed" };

/**
 * The line of this witness among those that it answered, if it is over the text of our checkpoint. Lines of other keys
 * count for nothing.
 *
 * @param input.text the signed text of the checkpoint, with its final line feed
 */
export function readCosignature(input: { answer: string; text: string; key: VerifierKey }): ReadCosignature {
  const { answer, text, key } = input;
  const lines = answer.split("\n", LINES_MAX + 1);
  if (lines.pop() !== "" || lines.length === 0) return { failed: "malformed" };
  for (const line of lines) {
    const note = parseNote(`${text}\n${line}\n`);
    if (note?.text !== text) return { failed: "malformed" };
    if (!findSignature(note, key)) continue;
    const found = verifyCosignature(note, key);
    if (found.status !== "ok") return { failed: "cosignature_invalid" };
    const signedAt = new Date(Number(found.timestamp) * 1_000);
    return Number.isNaN(signedAt.getTime()) ? { failed: "cosignature_invalid" } : { line, signedAt };
  }
  return { failed: "cosignature_absent" };
}
