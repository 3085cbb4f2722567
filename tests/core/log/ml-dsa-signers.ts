/** Signers of ML-DSA-44 for tests: the key is the same in every run, its signatures are not. */
import { checkpointMessage, encodeCosignature } from "#lib/core/log/checkpoint.ts";
import { formatVerifierKey, KEY_TYPE, parseNote, signatureLine, type VerifierKey } from "#lib/core/log/note.ts";
import { sha256, utf8 } from "#lib/core/text/bytes.ts";
import { mlDsaKey, type SigningKey } from "#lib/infra/keys/ml-dsa-44.ts";
import { keyOf } from "#tests/core/receipt/receipt-fixture.ts";

export type MlDsaSigner = { key: VerifierKey; signing: SigningKey };

export function mlDsaSigner(name: string, label = name): MlDsaSigner {
  const signing = mlDsaKey(sha256(utf8(`ML-DSA seed of ${label}`)));
  const key = keyOf(formatVerifierKey({ name, type: KEY_TYPE.mlDsa44, publicKey: signing.publicKey }));
  return { key, signing };
}

/** A line over a checkpoint; `about`: another checkpoint, name or time than stands on it. */
export function mlDsaLine(
  { key, signing }: MlDsaSigner,
  text: string,
  about: { text?: string; cosigner?: string; signed?: bigint; time?: bigint } = {},
): string {
  const { time = 1_770_000_000n, cosigner = key.name, signed = time } = about;
  const message = checkpointMessage(about.text ?? text, { cosigner, timestamp: signed });
  if (message === undefined) throw new Error("no such message");
  const signature = encodeCosignature(time, signing.sign(message));
  return signatureLine({ name: key.name, keyId: key.keyId, signature });
}

export function noteOf(text: string, ...lines: string[]) {
  const note = parseNote(`${text}\n${lines.join("")}`);
  if (note === undefined) throw new Error("not a note");
  return note;
}
