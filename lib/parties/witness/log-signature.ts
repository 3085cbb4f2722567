/** Signatures of logs, checked by OpenSSL: many times faster than the portable code of lib/core, for good ones and bad ones. */
import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { findSignature, KEY_TYPE, type Note, type VerifierKey } from "#lib/core/log/note.ts";
import { utf8 } from "#lib/core/text/bytes.ts";

const openKeys = new WeakMap<VerifierKey, KeyObject>();

/**
 * As `verifyNote` of lib/core, by the stricter equation (RFC 8032 section 5.1.7, without the cofactor): what is accepted here holds
 * there too under an honest key. What only a log that plays with its own key could tell apart is refused; to ask the portable
 * code about it would let any stranger keep the witness busy with bad signatures.
 */
export function verifyLogSignature(note: Note, key: VerifierKey): "ok" | "absent" | "bad" {
  const found = findSignature(note, key);
  if (found === undefined || key.type !== KEY_TYPE.ed25519) return "absent";
  return isAcceptedByOpenSsl(note.text, { key, signature: found.signature }) ? "ok" : "bad";
}

function isAcceptedByOpenSsl(text: string, { key, signature }: { key: VerifierKey; signature: Uint8Array }): boolean {
  try {
    return verify(null, utf8(text), openKey(key), signature);
  } catch {
    return false;
  }
}

function openKey(key: VerifierKey): KeyObject {
  const known = openKeys.get(key);
  if (known) return known;
  const x = Buffer.from(key.publicKey).toString("base64url");
  const opened = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  openKeys.set(key, opened);
  return opened;
}
