/**
 * A second opinion on cosignatures, written from C2SP signed-note and tlog-cosignature alone: node:crypto, and no code of
 * the product.
 */
import { createHash, createPublicKey, verify } from "node:crypto";

/** The POSIX second that a signature line states over a checkpoint's text; throws unless the key signed it. */
export function checkCosignature({ line, text, key }: { line: string; text: string; key: string }): number {
  const [, name, id, encodedKey = ""] = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(key) ?? [];
  const typed = Buffer.from(encodedKey, "base64");
  if (typed.length !== 33 || typed[0] !== 4) throw new Error("not a witness's key");
  const ownId = createHash("sha256").update(`${name}\n`).update(typed).digest("hex").slice(0, 8);
  if (ownId !== id) throw new Error("the key's id is another");
  const [, signer, encoded = ""] = /^\u2014 (\S+) ([A-Za-z0-9+/]{102}==)\n$/.exec(line) ?? [];
  const bytes = Buffer.from(encoded, "base64");
  if (signer !== name || bytes.length !== 76) throw new Error("not a cosignature of this witness");
  if (bytes.subarray(0, 4).toString("hex") !== id) throw new Error("a cosignature of another key");
  const time = bytes.readBigUInt64BE(4);
  const x = typed.subarray(1).toString("base64url");
  const publicKey = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  const message = Buffer.from(`cosignature/v1\ntime ${time}\n${text}`);
  if (time === 0n || !verify(null, message, publicKey, bytes.subarray(12))) throw new Error("it does not verify");
  return Number(time);
}
