/** The keys of a witness, and what it signed about a checkpoint. */
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
import type { Node } from "../types.ts";

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

/** The keys with which a witness cosigns. @throws {Error} for a row that no verb wrote */
export function cosignerKeys(
  node: Pick<Node, "name" | "verifierKey" | "mlDsaKey">,
): readonly [VerifierKey, ...VerifierKey[]] {
  const [first, ...others] = [node.verifierKey, node.mlDsaKey].flatMap((text) =>
    text === undefined ? [] : [cosignerKey(text)],
  );
  const second = others.filter((key) => key !== undefined);
  if (!first || second.length < others.length) throw new Error(`The key of witness ${node.name} is malformed.`);
  return [first, ...second];
}

/** Whether it is a witness that signs with Ed25519 alone, and may be given a key more. */
export function lacksMlDsaKey(node: Pick<Node, "kind" | "name" | "verifierKey" | "mlDsaKey">): boolean {
  return node.kind === "witness" && cosignerKeys(node).every(({ type }) => type !== KEY_TYPE.mlDsa44);
}

/** A signature line without its line feed, and the time that it states. */
export interface SignedLine {
  line: string;
  signedAt: Date;
}

export type ReadCosignature =
  /** One for each key, in their order. */
  { lines: SignedLine[] } | { failed: "cosignature_absent" | "cosignature_invalid" | "malformed" };

/**
 * The lines of this witness among those that it answered, if they are over the text of our checkpoint: one of each of its keys. Lines of
 * other keys count for nothing.
 *
 * @param input.text the signed text of the checkpoint, with its final line feed
 */
export function readCosignature(input: {
  answer: string;
  text: string;
  keys: readonly VerifierKey[];
}): ReadCosignature {
  const { answer, text, keys } = input;
  const lines = answer.split("\n", LINES_MAX + 1);
  if (lines.pop() !== "" || lines.length === 0) return { failed: "malformed" };
  const note = parseNote(`${text}\n${answer}`);
  if (note?.text !== text) return { failed: "malformed" };
  const own: SignedLine[] = [];
  for (const key of keys) {
    const found = findSignature(note, key);
    if (!found) return { failed: "cosignature_absent" };
    const cosignature = verifyCosignature(note, key);
    if (cosignature.status !== "ok") return { failed: "cosignature_invalid" };
    const signedAt = new Date(Number(cosignature.timestamp) * 1_000);
    if (Number.isNaN(signedAt.getTime())) return { failed: "cosignature_invalid" };
    own.push({ line: found.line.slice(0, -1), signedAt });
  }
  return { lines: own };
}
