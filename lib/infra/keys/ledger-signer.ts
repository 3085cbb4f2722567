/** A signing key of a ledger: Ed25519 (RFC 8032), C2SP signed-note type 0x01. The seed never leaves this file in the clear. */
import { createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign } from "node:crypto";
import {
  formatNote,
  formatVerifierKey,
  parseVerifierKey,
  signatureLine,
  type VerifierKey,
} from "#lib/core/log/note.ts";
import { toBase64, utf8 } from "#lib/core/text/bytes.ts";
import { openSecret, sealSecret } from "./sealed-secret.ts";

const ED25519_NOTE_TYPE = 0x01;
const SEED_BYTES = 32;
/** PKCS #8 around an Ed25519 seed (RFC 8410 section 7): everything before the seed. */
const PKCS8_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");

const PURPOSE = "ledger signing key";

/** Signs for one ledger; holds no readable copy of the seed. */
export interface LedgerSigner {
  /** Whose signatures these are: the name in it is the ledger's origin. */
  readonly key: VerifierKey;
  /** @returns the 64 bytes of the Ed25519 signature. */
  sign(bytes: Uint8Array): Uint8Array;
}

/** A key as the database keeps it. */
export interface StoredKey {
  /** The ledger's name. */
  ledger: string;
  /** The verifier key as text. */
  verifierKey: string;
  /** What is stored in `ledger_key.signing_key`. */
  sealed: Uint8Array;
}

/** Makes a new key for a ledger, to be stored as `sealed` beside its verifier key. */
export function createLedgerKey(options: { ledger: string; origin: string }): StoredKey & { signer: LedgerSigner } {
  const { ledger, origin } = options;
  const seed = randomBytes(SEED_BYTES);
  try {
    const privateKey = privateKeyOf(seed);
    const publicKey = rawPublicKey(privateKey);
    const text = formatVerifierKey({ name: origin, publicKey, type: ED25519_NOTE_TYPE });
    const signer = signerOf(privateKey, text);
    return { ledger, verifierKey: text, sealed: sealSecret(seed, context(ledger, text)), signer };
  } finally {
    seed.fill(0);
  }
}

/**
 * Opens a stored key.
 * @throws {Error} when the secret is another one, or the seed does not belong to the verifier key.
 */
export function openLedgerKey({ ledger, verifierKey, sealed }: StoredKey): LedgerSigner {
  const seed = openSecret(sealed, context(ledger, verifierKey));
  try {
    return signerOf(privateKeyOf(seed), verifierKey);
  } finally {
    seed.fill(0);
  }
}

/** `text`, which ends with a line feed, as a C2SP note with a line of each signer, in their order. */
export function signNote(signers: LedgerSigner | readonly LedgerSigner[], text: string): string {
  const message = utf8(text);
  const lines = [signers].flat().map(({ key, sign: signBytes }) => {
    const { name, keyId } = key;
    return signatureLine({ name, keyId, signature: signBytes(message) });
  });
  return formatNote(text, lines);
}

function signerOf(privateKey: KeyObject, verifierKey: string): LedgerSigner {
  const key = parseVerifierKey(verifierKey);
  if (key?.type !== ED25519_NOTE_TYPE || toBase64(key.publicKey) !== toBase64(rawPublicKey(privateKey))) {
    throw new Error(`The signing key of ${key?.name ?? "the ledger"} does not belong to its verifier key.`);
  }
  return { key, sign: (bytes) => new Uint8Array(sign(null, bytes, privateKey)) };
}

function context(ledger: string, verifierKey: string): { purpose: string; aad: string } {
  return { purpose: PURPOSE, aad: `${ledger}\n${verifierKey}\n` };
}

function privateKeyOf(seed: Uint8Array): KeyObject {
  const der = Buffer.concat([PKCS8_PREFIX, seed]);
  try {
    return createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  } finally {
    der.fill(0);
  }
}

function rawPublicKey(privateKey: KeyObject): Uint8Array {
  const { x } = createPublicKey(privateKey).export({ format: "jwk" });
  return new Uint8Array(Buffer.from(x ?? "", "base64url"));
}
