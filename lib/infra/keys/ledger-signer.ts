/**
 * A signing key of a ledger: Ed25519 (RFC 8032; C2SP signed-note type 0x01) or ML-DSA-44 (FIPS 204; type 0x06). What is secret of it never
 * leaves this file in the clear.
 */
import { createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign } from "node:crypto";
import { checkpointMessage, encodeCosignature } from "#lib/core/log/checkpoint.ts";
import type { LedgerKeyAlgorithm } from "#lib/core/log/key-history.ts";
import {
  formatNote,
  formatVerifierKey,
  KEY_TYPE,
  parseVerifierKey,
  signatureLine,
  type VerifierKey,
} from "#lib/core/log/note.ts";
import { equalBytes, utf8 } from "#lib/core/text/bytes.ts";
import { createMlDsaPkcs8, openMlDsaPkcs8, type SigningKey } from "./ml-dsa-44.ts";
import { openSecret, sealSecret } from "./sealed-secret.ts";

const SEED_BYTES = 32;
/** PKCS #8 around an Ed25519 seed (RFC 8410 section 7): everything before the seed. */
const PKCS8_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");

const PURPOSE = "ledger signing key";

/** Signs for one ledger; holds no readable copy of the seed. */
export interface LedgerSigner {
  /** Whose signatures these are: the name in it is the ledger's origin. */
  readonly key: VerifierKey;
  /** @returns the 64 bytes of an Ed25519 signature, or the 2,420 of an ML-DSA-44 one, of which no two are alike. */
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
export function createLedgerKey(options: {
  ledger: string;
  origin: string;
  algorithm?: LedgerKeyAlgorithm;
}): StoredKey & { signer: LedgerSigner } {
  const { ledger, origin, algorithm = "ed25519" } = options;
  const type = algorithm === "ed25519" ? KEY_TYPE.ed25519 : KEY_TYPE.mlDsa44;
  const secret = type === KEY_TYPE.ed25519 ? new Uint8Array(randomBytes(SEED_BYTES)) : createMlDsaPkcs8();
  try {
    const { publicKey } = rawSigner(type, secret);
    const text = formatVerifierKey({ name: origin, publicKey, type });
    return {
      ledger,
      verifierKey: text,
      sealed: sealSecret(secret, context(ledger, text)),
      signer: signerOf(secret, text),
    };
  } finally {
    secret.fill(0);
  }
}

/**
 * Opens a stored key.
 * @throws {Error} when the secret is another one, or it does not belong to the verifier key.
 */
export function openLedgerKey({ ledger, verifierKey, sealed }: StoredKey): LedgerSigner {
  const secret = openSecret(sealed, context(ledger, verifierKey));
  try {
    return signerOf(secret, verifierKey);
  } finally {
    secret.fill(0);
  }
}

/** `text`, which ends with a line feed, as a C2SP note with a line of each signer, in their order: its plain signature over the text. */
export function signNote(signers: LedgerSigner | readonly LedgerSigner[], text: string): string {
  const message = utf8(text);
  return formatNote(
    text,
    [signers].flat().map(({ key, sign: signBytes }) => signatureLine({ ...key, signature: signBytes(message) })),
  );
}

/**
 * A checkpoint as a C2SP note with a line of each signer, in their order. ML-DSA-44 signs as a cosigner does, and states when.
 *
 * @param at when the tree is the largest that the ledger has signed
 */
export function signCheckpoint(signers: readonly LedgerSigner[], text: string, at: Date): string {
  return formatNote(
    text,
    signers.map(({ key, sign: signBytes }) => {
      if (key.type !== KEY_TYPE.mlDsa44) return signatureLine({ ...key, signature: signBytes(utf8(text)) });
      const timestamp = BigInt(Math.floor(at.getTime() / 1_000));
      const message = checkpointMessage(text, { cosigner: key.name, timestamp });
      if (message === undefined) throw new RangeError("not a checkpoint that ML-DSA-44 can sign");
      return signatureLine({ ...key, signature: encodeCosignature(timestamp, signBytes(message)) });
    }),
  );
}

function signerOf(secret: Uint8Array, verifierKey: string): LedgerSigner {
  const key = parseVerifierKey(verifierKey);
  const raw = key && rawSigner(key.type, secret);
  if (!key || !raw || !equalBytes(key.publicKey, raw.publicKey)) {
    throw new Error(`The signing key of ${key?.name ?? "the ledger"} does not belong to its verifier key.`);
  }
  return { key, sign: raw.sign };
}

/** @param secret a seed of 32 bytes for Ed25519, a PKCS #8 of 54 bytes for ML-DSA-44 */
function rawSigner(type: number, secret: Uint8Array): SigningKey {
  if (type === KEY_TYPE.ed25519) {
    const privateKey = privateKeyOf(secret);
    return { publicKey: rawPublicKey(privateKey), sign: (bytes) => new Uint8Array(sign(null, bytes, privateKey)) };
  }
  const opened = type === KEY_TYPE.mlDsa44 ? openMlDsaPkcs8(secret) : undefined;
  if (!opened) throw new Error("A stored signing key is of no form that is known here.");
  return opened;
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
