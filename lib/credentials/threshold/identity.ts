/**
 * An approver's own keys: Ed25519 to sign with, X25519 to receive shares by, both from one seed that never leaves the approver's browser
 * unsealed. Nobody else has them, so what they sign says who approved: the group's signature alone hides it (RFC 9591 section 1).
 */
import { ed25519, x25519 } from "@noble/curves/ed25519.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { ED25519_KEY_BYTES, verifyEd25519 } from "#lib/core/log/signature.ts";
import { concat, fromBase64, toBase64, utf8 } from "#lib/core/text/bytes.ts";

export const SEED_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = "AES-GCM";
const SIGNED = "sealbook.approver/v1\n";
const SEALED = "sealbook.approver-share/v1";

/** Base64, 32 bytes each. */
export interface ApproverKeys {
  signing: string;
  receiving: string;
}

export function approverKeys(seed: Uint8Array): ApproverKeys {
  const { signing, receiving } = secretsOf(seed);
  return { signing: toBase64(ed25519.getPublicKey(signing)), receiving: toBase64(x25519.getPublicKey(receiving)) };
}

/** Base64 Ed25519 signature over a text, told apart from everything else that keys sign here. */
export function signAsApprover(seed: Uint8Array, text: string): string {
  return toBase64(ed25519.sign(utf8(SIGNED + text), secretsOf(seed).signing));
}

/** @param input signing: base64 of the approver's public key */
export function isSignedByApprover(input: { signing: string; text: string; signature: string }): boolean {
  const [publicKey, signature] = [fromBase64(input.signing), fromBase64(input.signature)];
  if (publicKey?.length !== ED25519_KEY_BYTES || signature === undefined) return false;
  return verifyEd25519({ publicKey, signature, message: utf8(SIGNED + input.text) });
}

/** Bytes that only the approver with that receiving key can open, and only for this purpose: ephemeral key (32) ‖ nonce (12) ‖ ciphertext ‖ tag (16). */
export async function sealForApprover(input: {
  receiving: string;
  context: string;
  bytes: Uint8Array;
}): Promise<Uint8Array> {
  const { secretKey, publicKey } = x25519.keygen();
  const recipient = fromBase64(input.receiving) ?? new Uint8Array(0);
  const key = await sharedKey(x25519.getSharedSecret(secretKey, recipient), publicKey, recipient);
  const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const additionalData = owned(utf8(input.context));
  const sealed = await crypto.subtle.encrypt({ name: CIPHER, iv, additionalData }, key, owned(input.bytes));
  return concat(publicKey, iv, new Uint8Array(sealed));
}

/** What was sealed for this approver; undefined when it was sealed for another, for another purpose, or changed. */
export async function openAsApprover(input: {
  seed: Uint8Array;
  context: string;
  sealed: Uint8Array;
}): Promise<Uint8Array | undefined> {
  const { seed, context, sealed } = input;
  if (sealed.length < ED25519_KEY_BYTES + NONCE_BYTES + TAG_BYTES) return undefined;
  const sender = sealed.slice(0, ED25519_KEY_BYTES);
  const iv = sealed.slice(ED25519_KEY_BYTES, ED25519_KEY_BYTES + NONCE_BYTES);
  const { receiving } = secretsOf(seed);
  try {
    const key = await sharedKey(x25519.getSharedSecret(receiving, sender), sender, x25519.getPublicKey(receiving));
    const additionalData = owned(utf8(context));
    const opened = await crypto.subtle.decrypt(
      { name: CIPHER, iv, additionalData },
      key,
      sealed.slice(ED25519_KEY_BYTES + NONCE_BYTES),
    );
    return new Uint8Array(opened);
  } catch {
    return undefined;
  }
}

function secretsOf(seed: Uint8Array): { signing: Uint8Array; receiving: Uint8Array } {
  if (seed.length !== SEED_BYTES) throw new RangeError("a seed is 32 bytes long");
  const derive = (use: string) => hkdf(sha256, seed, undefined, utf8(`sealbook.approver-${use}/v1`), SEED_BYTES);
  return { signing: derive("signing"), receiving: derive("receiving") };
}

/** Bound to both public keys, which the shared secret alone does not say (RFC 7748 section 6.1). */
async function sharedKey(secret: Uint8Array, sender: Uint8Array, recipient: Uint8Array): Promise<CryptoKey> {
  const bytes = hkdf(sha256, secret, concat(sender, recipient), utf8(SEALED), SEED_BYTES);
  return await crypto.subtle.importKey("raw", owned(bytes), CIPHER, false, ["encrypt", "decrypt"]);
}

/** WebCrypto takes no view of memory that might be shared. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
