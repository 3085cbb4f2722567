/** What a cosigner says (C2SP tlog-cosignature), with whichever of its keys: Ed25519 (0x04) or ML-DSA-44 (0x06). */
import { checkpointMessage, cosignatureMessage, encodeCosignature, subtreeMessage } from "#lib/core/log/checkpoint.ts";
import { KEY_TYPE, signatureLine, type VerifierKey } from "#lib/core/log/note.ts";

/** One key. Two of one cosigner have its name, and say the same. */
export interface Cosigner {
  /** Type 0x04 or 0x06; the name in it is the cosigner's. */
  readonly key: VerifierKey;
  sign(message: Uint8Array): Uint8Array;
}

export type Cosigners = readonly [Cosigner, ...Cosigner[]];

/**
 * The signature lines, with their LF, of all keys for a checkpoint's text at a POSIX second greater than zero.
 *
 * @throws {RangeError} when none of the keys can state the origin: ML-DSA-44 does in at most 255 bytes
 */
export function cosignatureLines(cosigners: readonly Cosigner[], text: string, timestamp: bigint): string[] {
  const lines = cosigners.flatMap((cosigner) => {
    const { type, name } = cosigner.key;
    const isMlDsa = type === KEY_TYPE.mlDsa44;
    const message = isMlDsa
      ? checkpointMessage(text, { cosigner: name, timestamp })
      : cosignatureMessage(text, timestamp);
    return message ? [lineOf(cosigner, { message, timestamp })] : [];
  });
  if (lines.length === 0) throw new RangeError("no key of this cosigner can state the origin");
  return lines;
}

/** The line about a subtree, which states no time; undefined from an Ed25519 key, which signs whole checkpoints alone. */
export function subtreeLine(
  cosigner: Cosigner,
  subtree: { origin: string; start: bigint; end: bigint; hash: Uint8Array },
): string | undefined {
  if (cosigner.key.type !== KEY_TYPE.mlDsa44) return undefined;
  const message = subtreeMessage({ ...subtree, cosigner: cosigner.key.name, timestamp: 0n });
  return message && lineOf(cosigner, { message, timestamp: 0n });
}

function lineOf({ key, sign }: Cosigner, { message, timestamp }: { message: Uint8Array; timestamp: bigint }): string {
  const signature = encodeCosignature(timestamp, sign(message));
  return signatureLine({ name: key.name, keyId: key.keyId, signature });
}
