/** A small tree, keys of each kind, and receipts that are good or made to be wrong in one way. */
import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { type CoseSigner, type Issued, issueReceipt } from "#lib/core/cose/issue-receipt.ts";
import type { CoseKey } from "#lib/core/cose/key.ts";
import { leafHash, treeRoot } from "#lib/core/log/merkle.ts";
import { utf8 } from "#lib/core/text/bytes.ts";

export const ENTRIES: readonly Uint8Array[] = Array.from({ length: 5 }, (_, at) => utf8(`entry ${at}`));
const leaves = ENTRIES.map(leafHash);
export const ROOT = treeRoot(leaves);
export const ORIGIN = "ledger.example/ledger/main";

/** RFC 9162 section 2.1.3.1, by recursion over the leaves. */
export function pathOf(index: number, hashes: readonly Uint8Array[] = leaves): Uint8Array[] {
  if (hashes.length < 2) return [];
  let half = 1;
  while (half * 2 < hashes.length) half *= 2;
  const [left, right] = [hashes.slice(0, half), hashes.slice(half)];
  return index < half ? [...pathOf(index, left), treeRoot(right)] : [...pathOf(index - half, right), treeRoot(left)];
}

function signerOf(key: CoseKey, privateKey: KeyObject): CoseSigner {
  const algorithm = key.type === "p256" ? "sha256" : null;
  return {
    key,
    sign: (bytes) => new Uint8Array(sign(algorithm, bytes, { key: privateKey, dsaEncoding: "ieee-p1363" })),
  };
}

export function ed25519Signer(): CoseSigner {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const { x = "" } = publicKey.export({ format: "jwk" });
  return signerOf({ type: "ed25519", publicKey: new Uint8Array(Buffer.from(x, "base64url")) }, privateKey);
}

export function p256Signer(): CoseSigner {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const point = Buffer.concat([Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]);
  return signerOf({ type: "p256", publicKey: new Uint8Array(point) }, privateKey);
}

export function mlDsaSigner(): CoseSigner {
  const { privateKey, publicKey } = generateKeyPairSync("ml-dsa-44");
  const spki = publicKey.export({ format: "der", type: "spki" });
  const key: CoseKey = { type: "ml-dsa-44", publicKey: new Uint8Array(spki.subarray(spki.length - 1312)) };
  return { key, sign: (bytes) => new Uint8Array(sign(null, bytes, privateKey)) };
}

export function issued(index: number): Issued {
  return {
    root: ROOT,
    path: pathOf(index),
    tree: { origin: ORIGIN, size: BigInt(ENTRIES.length), index: BigInt(index), time: "2026-11-29T16:20:04.123Z" },
    issuer: `https://${ORIGIN}`,
    subject: `entry ${index}`,
  };
}

export function receiptBytes(signer: CoseSigner, index = 3): Uint8Array {
  return issueReceipt(issued(index), signer);
}
