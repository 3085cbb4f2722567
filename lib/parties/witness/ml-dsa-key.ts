/**
 * An ML-DSA-44 key of a cosigner as text: its verifier key in a line, and its seed as PKCS #8 in PEM (RFC 9881), which OpenSSL from 3.5 on,
 * Go from 1.27 on and Node read as it stands, since text before a PEM counts for nothing.
 */
import { KEY_TYPE } from "#lib/core/log/note.ts";
import { fromBase64, toBase64 } from "#lib/core/text/bytes.ts";
import { createMlDsaPkcs8, openMlDsaPkcs8 } from "#lib/infra/keys/ml-dsa-44.ts";
import type { Cosigner } from "./cosigner.ts";
import { ownKey } from "./own-key.ts";

/** RFC 7468. */
const PEM_LINE_CHARS = 64;

/** A new key, as text; undefined for what cannot be a key's name. */
export function createMlDsaKey(name: string): string | undefined {
  const der = createMlDsaPkcs8();
  try {
    const cosigner = cosignerOf(name, der);
    return cosigner && textOf(cosigner, der);
  } finally {
    der.fill(0);
  }
}

export function parseMlDsaKey(text: string): Cosigner | undefined {
  const match = /^([^+\n]+)\+[^\n]+\n-----BEGIN PRIVATE KEY-----\n([A-Za-z0-9+/=\n]+)\n-----END/.exec(text);
  const [, name = "", encoded = ""] = match ?? [];
  const der = fromBase64(encoded.replaceAll("\n", ""));
  const cosigner = der && cosignerOf(name, der);
  const isWhole = cosigner && textOf(cosigner, der) === text;
  der?.fill(0);
  return isWhole ? cosigner : undefined;
}

function textOf({ key }: Cosigner, der: Uint8Array): string {
  const lines = toBase64(der).match(new RegExp(`.{1,${PEM_LINE_CHARS}}`, "g")) ?? [];
  return [key.text, "-----BEGIN PRIVATE KEY-----", ...lines, "-----END PRIVATE KEY-----", ""].join("\n");
}

function cosignerOf(name: string, der: Uint8Array): Cosigner | undefined {
  const opened = openMlDsaPkcs8(der);
  const key = opened && ownKey({ name, publicKey: opened.publicKey, type: KEY_TYPE.mlDsa44 });
  return key && { key, sign: (message) => opened.sign(message) };
}
