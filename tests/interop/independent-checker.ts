/**
 * A second opinion on receipts, written from the published formats and apart from lib/core: node:crypto, JSON.parse and a recursive
 * Merkle path, no code of the product. It answers one question: does everything in this receipt hold?
 */
import { createHash, createPublicKey, verify } from "node:crypto";

function sha256(...parts: Uint8Array[]): Buffer {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
}

function check(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(what);
}

/** Base64 with one spelling: Node's own decoder takes nearly anything. */
function decodeBase64(text: unknown, length?: number): Buffer {
  check(typeof text === "string", "base64 is text");
  const bytes = Buffer.from(text, "base64");
  check(bytes.toString("base64") === text && (length === undefined || bytes.length === length), "base64 is canonical");
  return bytes;
}

/** Everything in a receipt is text, small integers, objects and empty lists: sorting the keys is all that RFC 8785 adds. */
function sorted(value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  );
}

function parseStrictly(text: unknown, allowed: string[]): Record<string, unknown> {
  check(typeof text === "string", "JSON is text");
  const value = JSON.parse(text);
  check(JSON.stringify(sorted(value)) === text, "JSON is canonical");
  check(
    Object.keys(value).every((key) => allowed.includes(key)),
    "no unknown field",
  );
  return value;
}

/** Root of the smallest tree that holds the leaf and its path: RFC 6962 section 2.1.1, read backwards. */
function rootFrom(input: { leaf: Buffer; index: bigint; size: bigint; path: Buffer[] }): Buffer {
  const { leaf, index, size, path } = input;
  check(index < size, "index below size");
  if (size === 1n) {
    check(path.length === 0, "path used up");
    return leaf;
  }
  let k = 1n;
  while (k * 2n < size) k *= 2n;
  const sibling = path.at(-1);
  check(sibling !== undefined, "path long enough");
  const rest = path.slice(0, -1);
  return index < k
    ? sha256(Uint8Array.of(1), rootFrom({ leaf, index, size: k, path: rest }), sibling)
    : sha256(Uint8Array.of(1), sibling, rootFrom({ leaf, index: index - k, size: size - k, path: rest }));
}

function readKey(text: unknown): { name: string; id: Buffer; raw: Buffer } {
  check(typeof text === "string", "key is text");
  const match = /^([^\s+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text);
  check(match !== null, "key has three parts");
  const [, name = "", id = "", encoded] = match;
  const key = decodeBase64(encoded, 33);
  check(
    key[0] === 1 &&
      sha256(Buffer.from(`${name}\n`), key)
        .subarray(0, 4)
        .toString("hex") === id,
    "key has its id",
  );
  return { name, id: Buffer.from(id, "hex"), raw: key.subarray(1) };
}

function verifyCheckpoint(text: string, key: ReturnType<typeof readKey>): { size: bigint; root: Buffer } {
  const match = /^((.+)\n(0|[1-9][0-9]*)\n(.+)\n(?:.+\n){0,16})\n— (\S+) (\S+)\n$/.exec(text);
  check(match !== null, "checkpoint has three lines, extension lines and one signature");
  const [, signed = "", origin, size = "", root, name, encoded] = match;
  const signature = decodeBase64(encoded, 68);
  check(
    origin === key.name && name === key.name && signature.subarray(0, 4).equals(key.id),
    "checkpoint is of this ledger",
  );
  const publicKey = createPublicKey({
    key: { kty: "OKP", crv: "Ed25519", x: key.raw.toString("base64url") },
    format: "jwk",
  });
  check(verify(null, Buffer.from(signed), publicKey, signature.subarray(4)), "signature verifies");
  return { size: BigInt(size), root: decodeBase64(root, 32) };
}

function verifyProof(proof: unknown, entry: string, key: ReturnType<typeof readKey>): void {
  check(typeof proof === "string", "proof is text");
  const match = /^c2sp\.org\/tlog-proof@v1\nindex (0|[1-9][0-9]*)\n((?:.+\n)*)\n([\s\S]+)$/.exec(proof);
  check(match !== null, "proof has its form");
  const [, index = "", hashes = "", checkpoint = ""] = match;
  const path = hashes
    .split("\n")
    .slice(0, -1)
    .map((hash) => decodeBase64(hash, 32));
  const { size, root } = verifyCheckpoint(checkpoint, key);
  const leaf = sha256(Uint8Array.of(0), Buffer.from(entry));
  check(rootFrom({ leaf, index: BigInt(index), size, path }).equals(root), "path leads to the root");
}

/** Whether an anchored receipt holds in itself and is about the file with this digest. */
export function checkReceipt(bytes: Uint8Array, fileDigest: Uint8Array): { ok: boolean; reason?: string } {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const receipt = parseStrictly(text, ["details", "entry", "issuer", "proof", "receipt", "record", "timestamps"]);
    check(receipt.receipt === "sealbook.receipt/v1", "receipt has its version");
    check(Array.isArray(receipt.timestamps) && receipt.timestamps.length === 0, "no timestamps");
    const issuer = receipt.issuer as Record<string, unknown>;
    check(Object.keys(issuer).length === 1, "issuer has a key only");
    const record = parseStrictly(receipt.record, [
      "details",
      "digests",
      "id",
      "receivedAt",
      "record",
      "salt",
      "size",
      "submitter",
      "type",
    ]);
    const { sha256: digest } = record.digests as Record<string, unknown>;
    check(decodeBase64(digest, 32).equals(fileDigest), "file is the recorded one");
    const recordHash = sha256(Buffer.from(String(receipt.record))).toString("base64");
    check(receipt.entry === `sealbook.entry/v1\n${String(record.type)}\n${recordHash}\n`, "entry states the record");
    const details = sha256(Buffer.from(String(receipt.details)));
    check(
      receipt.details === undefined || decodeBase64(record.details, 32).equals(details),
      "details are the record's",
    );
    verifyProof(receipt.proof, receipt.entry, readKey(issuer.key));
    return { ok: true };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}
