/**
 * A signing key of a ledger: Ed25519 (RFC 8032; C2SP signed-note type 0x01), ML-DSA-44 (FIPS 204; type 0x06) or SM2 (GB/T 32918; type 0xff
 * with our identifier). What is secret of it never leaves this file in the clear; of an Ed25519 key that a hardware security module made,
 * it is not here at all.
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
import { createSm2Secret, signSm2, sm2PublicKey } from "#lib/core/sm/sm2.ts";
import { equalBytes, utf8 } from "#lib/core/text/bytes.ts";
import { hasHsm } from "./hsm/module.ts";
import { createHsmKey, openHsmKey } from "./hsm/signing.ts";
import { createMlDsaPkcs8, openMlDsaPkcs8, type SigningKey } from "./ml-dsa-44.ts";
import { openSecret, sealSecret } from "./sealed-secret.ts";

const SEED_BYTES = 32;
/** PKCS #8 around an Ed25519 seed (RFC 8410 section 7): everything before the seed. */
const PKCS8_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");

const PURPOSE = "ledger signing key";
/** What is stored of a key that a module holds: a URI that names it (RFC 7512), which is no secret. */
const HSM_KEY = /^pkcs11:id=([0-9a-f]{32})$/;

/** Signs for one ledger; holds no readable copy of the seed. */
export interface LedgerSigner {
  /** Whose signatures these are: the name in it is the ledger's origin. */
  readonly key: VerifierKey;
  /** @returns the 64 bytes of an Ed25519 signature, the 2,420 of an ML-DSA-44 one or the DER of an SM2 one, of which no two are alike. */
  sign(bytes: Uint8Array): Uint8Array;
}

/** A key as the database keeps it. */
export interface StoredKey {
  /** The ledger's name. */
  ledger: string;
  /** The verifier key as text. */
  verifierKey: string;
  /** What is stored in `ledger_key.signing_key`: the sealed secret, or where it is. */
  sealed: Uint8Array;
}

const KINDS: { [Algorithm in LedgerKeyAlgorithm]: { type: number; create: () => Uint8Array } } = {
  ed25519: { type: KEY_TYPE.ed25519, create: () => new Uint8Array(randomBytes(SEED_BYTES)) },
  "ml-dsa-44": { type: KEY_TYPE.mlDsa44, create: createMlDsaPkcs8 },
  sm2: { type: KEY_TYPE.sm2, create: createSm2Secret },
};

/**
 * Makes a new key for a ledger, to be stored as `sealed` beside its verifier key. Where the installation has a hardware security module, an
 * Ed25519 key is made there; of the others such modules know nothing yet.
 *
 * @throws {HsmAway}
 */
export function createLedgerKey(options: {
  ledger: string;
  origin: string;
  algorithm?: LedgerKeyAlgorithm;
}): StoredKey & { signer: LedgerSigner } {
  const { ledger, origin, algorithm = "ed25519" } = options;
  const { type, create } = KINDS[algorithm];
  if (algorithm === "ed25519" && hasHsm()) return createKeyInHsm({ ledger, origin });
  const secret = create();
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

function createKeyInHsm({ ledger, origin }: { ledger: string; origin: string }) {
  const id = createHsmKey(`sealbook ${origin}`);
  const raw = openHsmKey(id);
  const text = formatVerifierKey({ name: origin, publicKey: raw.publicKey, type: KEY_TYPE.ed25519 });
  const sealed = utf8(`pkcs11:id=${Buffer.from(id).toString("hex")}`);
  return { ledger, verifierKey: text, sealed, signer: belonging(raw, text) };
}

/**
 * Opens a stored key.
 * @throws {Error} when the secret is another one, or it does not belong to the verifier key.
 * @throws {HsmAway} when the module that holds it cannot be asked.
 */
export function openLedgerKey({ ledger, verifierKey, sealed }: StoredKey): LedgerSigner {
  const [, id] = HSM_KEY.exec(Buffer.from(sealed).toString("latin1")) ?? [];
  if (id !== undefined) return belonging(openHsmKey(new Uint8Array(Buffer.from(id, "hex"))), verifierKey);
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
  return belonging(key && rawSigner(key.type, secret), verifierKey);
}

function belonging(raw: SigningKey | undefined, verifierKey: string): LedgerSigner {
  const key = parseVerifierKey(verifierKey);
  if (!key || !raw || !equalBytes(key.publicKey, raw.publicKey)) {
    throw new Error(`The signing key of ${key?.name ?? "the ledger"} does not belong to its verifier key.`);
  }
  return { key, sign: raw.sign };
}

/** @param secret a seed of 32 bytes for Ed25519, a PKCS #8 of 54 bytes for ML-DSA-44, a scalar of 32 bytes for SM2 */
function rawSigner(type: number, secret: Uint8Array): SigningKey {
  if (type === KEY_TYPE.ed25519) {
    const privateKey = privateKeyOf(secret);
    return { publicKey: rawPublicKey(privateKey), sign: (bytes) => new Uint8Array(sign(null, bytes, privateKey)) };
  }
  if (type === KEY_TYPE.sm2) {
    const scalar = secret.slice();
    return { publicKey: sm2PublicKey(scalar), sign: (bytes) => signSm2(bytes, scalar) };
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
