/**
 * A second opinion on how a ledger grows and how its keys change, written from RFC 6962 and the published text of the statements,
 * apart from lib/core: node:crypto and recursion.
 */
import { createHash, createPublicKey, verify } from "node:crypto";

function sha256(...parts: Uint8Array[]): Buffer {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
}

function node(left: Uint8Array, right: Uint8Array): Buffer {
  return sha256(Uint8Array.of(1), left, right);
}

/** SUBPROOF of RFC 6962 section 2.1.2, read backwards: both roots that the hashes lead to. */
function rootsFrom(options: {
  from: number;
  to: number;
  hashes: Uint8Array[];
  known?: Uint8Array;
}): [Uint8Array, Uint8Array] {
  const { from, to, hashes, known } = options;
  const take = (): Uint8Array => {
    const hash = hashes.pop();
    if (!hash) throw new Error("proof too short");
    return hash;
  };
  if (from === to) {
    const hash = known ?? take();
    return [hash, hash];
  }
  let k = 1;
  while (k * 2 < to) k *= 2;
  const side = take();
  if (from <= k) {
    const [before, now] = rootsFrom({ from, to: k, hashes, ...(known && { known }) });
    return [before, node(now, side)];
  }
  const [before, now] = rootsFrom({ from: from - k, to: to - k, hashes });
  return [node(side, before), node(side, now)];
}

/** Whether a proof shows that the tree of `to` leaves begins with the tree of `from` leaves, 1 or more. */
export function isConsistent(claim: {
  from: number;
  to: number;
  fromRoot: Uint8Array;
  toRoot: Uint8Array;
  proof: Uint8Array[];
}): boolean {
  const { from, to, fromRoot, toRoot, proof } = claim;
  const hashes = [...proof];
  try {
    const [before, now] = rootsFrom({ from, to, hashes, known: fromRoot });
    return hashes.length === 0 && Buffer.compare(before, fromRoot) === 0 && Buffer.compare(now, toRoot) === 0;
  } catch {
    return false;
  }
}

/** The verifier keys whose Ed25519 signature under a note's text verifies. */
export function signersOf(note: string, keys: readonly string[]): string[] {
  const at = note.lastIndexOf("\n\n");
  const text = note.slice(0, at + 1);
  const lines = note.slice(at + 2).split("\n");
  return keys.filter((key) => {
    const [name, id, encoded = ""] = key.split(/\+(?=[0-9a-f]{8}\+)|(?<=\+[0-9a-f]{8})\+/);
    const raw = Buffer.from(encoded, "base64");
    if (
      raw[0] !== 1 ||
      sha256(Buffer.from(`${name}\n`), raw)
        .subarray(0, 4)
        .toString("hex") !== id
    )
      return false;
    const jwk = { kty: "OKP", crv: "Ed25519", x: raw.subarray(1).toString("base64url") };
    const publicKey = createPublicKey({ key: jwk, format: "jwk" });
    return lines.some((line) => {
      const [dash, signer, signature = ""] = line.split(" ");
      const bytes = Buffer.from(signature, "base64");
      if (dash !== "—" || signer !== name || bytes.subarray(0, 4).toString("hex") !== id) return false;
      return verify(null, Buffer.from(text), publicKey, bytes.subarray(4));
    });
  });
}

/** The keys of a published history, each with the size from which it signs, if each follows from the one before. */
export function followHistory(text: string): { key: string; since: number }[] {
  const followed: { key: string; since: number }[] = [];
  for (const note of text.split(/\n(?=sealbook\.key\/v1\n)/)) {
    const [version, origin, key = "", since] = note.split("\n");
    if (version !== "sealbook.key/v1" || !key.startsWith(`${origin}+`)) throw new Error("no statement about a key");
    const before = followed.at(-1);
    const needed = before ? [before.key, key] : [key];
    if (signersOf(note, needed).length !== needed.length) throw new Error(`key ${followed.length + 1} is not signed`);
    if (Number(since) < (before?.since ?? 0)) throw new Error("out of order");
    followed.push({ key, since: Number(since) });
  }
  return followed;
}
