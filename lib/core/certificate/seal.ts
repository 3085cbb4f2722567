/**
 * The seal of a batch: an Ed25519 signature over its statement, made by k of n approvers together (FROST, RFC 9591), or by whoever holds
 * the key. By itself it says only that this key signed; that the issuer's policy asks for this key is looked up elsewhere.
 */
import { ED25519_KEY_BYTES, ED25519_SIGNATURE_BYTES, verifyEd25519 } from "../log/signature.ts";
import { concat, fromBase64, utf8 } from "../text/bytes.ts";
import { isBase64Of, readFields } from "../text/json-fields.ts";

export const SEAL_V1 = "sealbook.seal/v1";

/** Base64: the group's public key (32 bytes) and its signature (64 bytes). */
export type BatchSeal = { key: string; signature: string };

/** The bytes that are signed. @param statement the bytes of a batch's statement */
export function sealMessage(statement: Uint8Array): Uint8Array {
  return concat(utf8(`${SEAL_V1}\n`), statement);
}

/** The seal that a value is; undefined for any other form. */
export function readSeal(value: unknown): BatchSeal | undefined {
  const { key, signature } = readFields(value, ["key", "signature"], []) ?? {};
  if (!isBase64Of(key, ED25519_KEY_BYTES) || !isBase64Of(signature, ED25519_SIGNATURE_BYTES)) return undefined;
  return { key, signature };
}

/** Whether the seal's key signed this very statement. */
export function verifySeal({ statement, seal }: { statement: Uint8Array; seal: BatchSeal }): boolean {
  const [publicKey, signature] = [fromBase64(seal.key), fromBase64(seal.signature)];
  if (publicKey === undefined || signature === undefined) return false;
  return verifyEd25519({ publicKey, signature, message: sealMessage(statement) });
}
