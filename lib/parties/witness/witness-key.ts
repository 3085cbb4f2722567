/**
 * The key of a witness: an Ed25519 seed in a file of its own, in the text form of Go's golang.org/x/mod/sumdb/note,
 * `PRIVATE+KEY+<name>+<key id>+<base64(0x01 ‖ seed)>`, and what it makes: C2SP tlog-cosignature lines (type 0x04).
 */
import { createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign } from "node:crypto";
import { constants, open } from "node:fs/promises";
import { cosignatureMessage, encodeCosignature } from "#lib/core/log/checkpoint.ts";
import {
  formatVerifierKey,
  KEY_TYPE,
  parseVerifierKey,
  signatureLine,
  type VerifierKey,
  verifierKeyId,
} from "#lib/core/log/note.ts";
import { fromBase64, toBase64, toHex } from "#lib/core/text/bytes.ts";
import { isAbsent } from "./durable-file.ts";
import { WitnessError } from "./witness-error.ts";

const FILE_MODE = 0o600;
const OTHERS_MODE_BITS = 0o077;
const SEED_BYTES = 32;
/** A name of 255 characters of four bytes, and what stands around it. */
const FILE_BYTES_MAX = 2_048;
const TEXT_START = "PRIVATE+KEY+";
/** PKCS #8 around an Ed25519 seed (RFC 8410 section 7): everything before the seed. */
const PKCS8_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");

/** Signs for one witness. */
export interface Cosigner {
  /** Type 0x04; the name in it is the witness's. */
  readonly key: VerifierKey;
  /** The signature line, with its LF, for a checkpoint's text at a POSIX second greater than zero. */
  cosign(text: string, timestamp: bigint): string;
}

/**
 * Makes a key file that only its owner can read; never over another one.
 * @throws {WitnessError} name_malformed, folder_taken
 */
export async function createKeyFile(path: string, name: string): Promise<Cosigner> {
  const seed = randomBytes(SEED_BYTES);
  const cosigner = cosignerOf(name, privateKeyOf(seed));
  if (!cosigner) throw new WitnessError("name_malformed", name);
  const typed = Buffer.concat([Uint8Array.of(KEY_TYPE.ed25519), seed]);
  const id = verifierKeyId({ name, type: KEY_TYPE.ed25519, publicKey: cosigner.key.publicKey });
  try {
    const file = await open(path, "wx", FILE_MODE);
    try {
      await file.writeFile(`${TEXT_START}${name}+${toHex(id)}+${toBase64(typed)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") throw new WitnessError("folder_taken", path);
    throw error;
  } finally {
    seed.fill(0);
    typed.fill(0);
  }
  return cosigner;
}

/** @throws {WitnessError} key_absent, key_open, key_malformed */
export async function readKeyFile(path: string): Promise<Cosigner> {
  const file = await open(path, constants.O_RDONLY).catch((error: unknown) => {
    throw isAbsent(error) ? new WitnessError("key_absent", path) : error;
  });
  try {
    // Asked of the open file, so that what is checked is what is read. Windows keeps no such bits.
    const { mode, size } = await file.stat();
    if (process.platform !== "win32" && mode & OTHERS_MODE_BITS) throw new WitnessError("key_open", path);
    const cosigner = size <= FILE_BYTES_MAX ? parsePrivateKey(await file.readFile("utf8")) : undefined;
    if (!cosigner) throw new WitnessError("key_malformed", path);
    return cosigner;
  } finally {
    await file.close();
  }
}

function parsePrivateKey(text: string): Cosigner | undefined {
  const match = /^PRIVATE\+KEY\+([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)\n?$/.exec(text);
  if (!match) return undefined;
  const [, name = "", id, encoded = ""] = match;
  const typed = fromBase64(encoded);
  if (typed?.length !== 1 + SEED_BYTES || typed[0] !== KEY_TYPE.ed25519) return undefined;
  const cosigner = cosignerOf(name, privateKeyOf(typed.subarray(1)));
  typed.fill(0);
  if (!cosigner) return undefined;
  const { publicKey } = cosigner.key;
  return toHex(verifierKeyId({ name, type: KEY_TYPE.ed25519, publicKey })) === id ? cosigner : undefined;
}

function cosignerOf(name: string, privateKey: KeyObject): Cosigner | undefined {
  const { x } = createPublicKey(privateKey).export({ format: "jwk" });
  const publicKey = new Uint8Array(Buffer.from(x ?? "", "base64url"));
  const key = parseOwnKey(name, publicKey);
  if (!key) return undefined;
  return {
    key,
    cosign: (text, timestamp) => {
      const signature = new Uint8Array(sign(null, cosignatureMessage(text, timestamp), privateKey));
      return signatureLine({ name: key.name, keyId: key.keyId, signature: encodeCosignature(timestamp, signature) });
    },
  };
}

function parseOwnKey(name: string, publicKey: Uint8Array): VerifierKey | undefined {
  try {
    return parseVerifierKey(formatVerifierKey({ name, publicKey, type: KEY_TYPE.cosignature }));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function privateKeyOf(seed: Uint8Array): KeyObject {
  const der = Buffer.concat([PKCS8_PREFIX, seed]);
  try {
    return createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  } finally {
    der.fill(0);
  }
}
