/** Signatures of logs, checked by OpenSSL where it can: many times faster than the portable code of lib/core, for good ones and bad ones. */
import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { cosignatureClaim } from "#lib/core/log/checkpoint.ts";
import { verifyMlDsa44 } from "#lib/core/log/ml-dsa.ts";
import { findSignature, KEY_TYPE, type Note, type VerifierKey } from "#lib/core/log/note.ts";
import { utf8 } from "#lib/core/text/bytes.ts";

/** Undefined: this runtime does not know the algorithm. */
const openKeys = new WeakMap<VerifierKey, KeyObject | undefined>();

/**
 * Whether a log signed a note with its Ed25519 key. As `verifyNote` of lib/core, by the stricter equation (RFC 8032 section 5.1.7, without
 * the cofactor): what is accepted here holds there too under an honest key. What only a log that plays with its own key could tell apart is
 * refused; to ask the portable code about it would let any stranger keep the witness busy with bad signatures.
 *
 * With an ML-DSA-44 key it cosigns, as witnesses do: so may a witness's own line be checked.
 */
export function verifyLogSignature(note: Note, key: VerifierKey): "ok" | "absent" | "bad" {
  if (key.type === KEY_TYPE.mlDsa44) return verifyMlDsaLine(note, key);
  const found = findSignature(note, key);
  if (found === undefined || key.type !== KEY_TYPE.ed25519) return "absent";
  return isAcceptedByOpenSsl(utf8(note.text), { key, signature: found.signature }) ? "ok" : "bad";
}

function verifyMlDsaLine(note: Note, key: VerifierKey): "ok" | "absent" | "bad" {
  const claim = cosignatureClaim(note, key);
  if (typeof claim === "string") return claim;
  const { signature, message } = claim.signed;
  // Time 0 says nothing about this being the newest tree.
  if (claim.timestamp === 0n) return "absent";
  return isAcceptedByOpenSsl(message, { key, signature }) ? "ok" : "bad";
}

function isAcceptedByOpenSsl(message: Uint8Array, { key, signature }: { key: VerifierKey; signature: Uint8Array }) {
  try {
    const opened = openKey(key);
    if (opened) return verify(null, message, opened, signature);
    return verifyMlDsa44({ signature, message, publicKey: key.publicKey, algorithm: "ml-dsa-44" });
  } catch {
    return false;
  }
}

function openKey(key: VerifierKey): KeyObject | undefined {
  if (openKeys.has(key)) return openKeys.get(key);
  const encoded = Buffer.from(key.publicKey).toString("base64url");
  const isMlDsa = key.type === KEY_TYPE.mlDsa44;
  const jwk = isMlDsa ? { kty: "AKP", alg: "ML-DSA-44", pub: encoded } : { kty: "OKP", crv: "Ed25519", x: encoded };
  let opened: KeyObject | undefined;
  try {
    opened = createPublicKey({ key: jwk, format: "jwk" });
  } catch (error) {
    // Of a key of the right length only the algorithm can be what is not known.
    if (!isMlDsa) throw error;
  }
  openKeys.set(key, opened);
  return opened;
}
