/**
 * An Ed25519 key of a cosigner as text: that of Go's golang.org/x/mod/sumdb/note, `PRIVATE+KEY+<name>+<key id>+<base64(0x01 ‖ seed)>`.
 * The key id is that of the plain key (0x01); what it signs are cosignatures (0x04).
 */
import { createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign } from "node:crypto";
import { KEY_TYPE, verifierKeyId } from "#lib/core/log/note.ts";
import { fromBase64, toBase64, toHex } from "#lib/core/text/bytes.ts";
import type { Cosigner } from "./cosigner.ts";
import { ownKey } from "./own-key.ts";

const SEED_BYTES = 32;
const TEXT_START = "PRIVATE+KEY+";
/** PKCS #8 around an Ed25519 seed (RFC 8410 section 7): everything before the seed. */
const PKCS8_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");

/** A new key, as text; undefined for what cannot be a key's name. */
export function createEd25519Key(name: string): string | undefined {
  const seed = randomBytes(SEED_BYTES);
  const typed = Buffer.concat([Uint8Array.of(KEY_TYPE.ed25519), seed]);
  try {
    const cosigner = cosignerOf(name, privateKeyOf(seed));
    return cosigner && `${TEXT_START}${name}+${idOf(cosigner)}+${toBase64(typed)}\n`;
  } finally {
    seed.fill(0);
    typed.fill(0);
  }
}

export function parseEd25519Key(text: string): Cosigner | undefined {
  const match = /^PRIVATE\+KEY\+([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)\n?$/.exec(text);
  const [, name = "", id, encoded = ""] = match ?? [];
  const typed = fromBase64(encoded);
  if (typed?.length !== 1 + SEED_BYTES || typed[0] !== KEY_TYPE.ed25519) return undefined;
  const cosigner = cosignerOf(name, privateKeyOf(typed.subarray(1)));
  typed.fill(0);
  return cosigner && idOf(cosigner) === id ? cosigner : undefined;
}

function idOf({ key: { name, publicKey } }: Cosigner): string {
  return toHex(verifierKeyId({ name, type: KEY_TYPE.ed25519, publicKey }));
}

function cosignerOf(name: string, privateKey: KeyObject): Cosigner | undefined {
  const { x } = createPublicKey(privateKey).export({ format: "jwk" });
  const publicKey = new Uint8Array(Buffer.from(x ?? "", "base64url"));
  const key = ownKey({ name, publicKey, type: KEY_TYPE.cosignature });
  return key && { key, sign: (message) => new Uint8Array(sign(null, message, privateKey)) };
}

function privateKeyOf(seed: Uint8Array): KeyObject {
  const der = Buffer.concat([PKCS8_PREFIX, seed]);
  try {
    return createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  } finally {
    der.fill(0);
  }
}
