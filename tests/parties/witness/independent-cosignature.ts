/**
 * A second opinion on cosignatures, written from C2SP signed-note and tlog-cosignature alone: node:crypto, and no code of
 * the product.
 */
import { createHash, createPublicKey, verify } from "node:crypto";

const ED25519 = 4;
const ML_DSA_44 = 6;

/**
 * The POSIX second that a key's one line states over a checkpoint's text, among the lines of an answer; throws unless the key signed it.
 */
export function checkCosignature({ line: lines, text, key }: { line: string; text: string; key: string }): number {
  const [, name = "", id, encodedKey = ""] = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(key) ?? [];
  const typed = Buffer.from(encodedKey, "base64");
  const ownId = createHash("sha256").update(`${name}\n`).update(typed).digest("hex").slice(0, 8);
  if (ownId !== id) throw new Error("the key's id is another");
  if (!lines.endsWith("\n")) throw new Error("the last line has no end");
  const own = lines
    .slice(0, -1)
    .split("\n")
    .map((line) => /^\u2014 (\S+) ([A-Za-z0-9+/]+={0,2})$/.exec(line) ?? [])
    .filter(([, signer, encoded = ""]) => {
      if (signer === undefined) throw new Error("not a signature line");
      return signer === name && Buffer.from(encoded, "base64").subarray(0, 4).toString("hex") === id;
    });
  const [[, , encoded = ""] = []] = own;
  if (own.length !== 1) throw new Error("not one cosignature of this key");
  const bytes = Buffer.from(encoded, "base64");
  const [time, signature] = [bytes.readBigUInt64BE(4), bytes.subarray(12)];
  const isGood = typed[0] === ED25519 ? ed25519 : typed[0] === ML_DSA_44 ? mlDsa44 : undefined;
  if (!isGood) throw new Error("not a witness's key");
  if (time === 0n || !isGood({ name, time, text, raw: typed.subarray(1), signature }))
    throw new Error("it does not verify");
  return Number(time);
}

interface Said {
  name: string;
  time: bigint;
  text: string;
  raw: Buffer;
  signature: Buffer;
}

function ed25519({ time, text, raw, signature }: Said): boolean {
  const publicKey = createPublicKey({
    key: { kty: "OKP", crv: "Ed25519", x: raw.toString("base64url") },
    format: "jwk",
  });
  return (
    signature.length === 64 && verify(null, Buffer.from(`cosignature/v1\ntime ${time}\n${text}`), publicKey, signature)
  );
}

function mlDsa44({ name, time, text, raw, signature }: Said): boolean {
  const [origin = "", size = "", root = ""] = text.split("\n");
  const message = subtreeMessage({
    name,
    time,
    origin,
    start: 0n,
    end: BigInt(size),
    hash: Buffer.from(root, "base64"),
  });
  return signature.length === 2420 && verifyMlDsa(raw, { message, signature });
}

export function verifyMlDsa(raw: Buffer, { message, signature }: { message: Buffer; signature: Buffer }): boolean {
  const pub = raw.toString("base64url");
  return verify(
    null,
    message,
    createPublicKey({ key: { kty: "AKP", alg: "ML-DSA-44", pub }, format: "jwk" }),
    signature,
  );
}

export function subtreeMessage(subtree: {
  name: string;
  time: bigint;
  origin: string;
  start: bigint;
  end: bigint;
  hash: Buffer;
}): Buffer {
  const numbers = Buffer.alloc(16);
  numbers.writeBigUInt64BE(subtree.start, 0);
  numbers.writeBigUInt64BE(subtree.end, 8);
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(subtree.time);
  const [name, origin] = [Buffer.from(subtree.name), Buffer.from(subtree.origin)];
  const named = [Buffer.from([name.length]), name, time, Buffer.from([origin.length]), origin];
  return Buffer.concat([Buffer.from("subtree/v1\n\0"), ...named, numbers, subtree.hash]);
}
