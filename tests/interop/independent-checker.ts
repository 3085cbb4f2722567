/**
 * A second opinion on receipts, written from the published formats and apart from lib/core: node:crypto, JSON.parse and a recursive
 * Merkle path, no code of the product. It answers one question: does everything in this receipt hold, for a reader with this policy?
 * Of a timestamp it checks the seal and hands out the token: what that is worth is OpenSSL's to say.
 */
import { createHash, createPublicKey, verify } from "node:crypto";
import { checkCosignature } from "#tests/parties/witness/independent-cosignature.ts";

const TOKENS_MAX = 4;

type Key = { text: string; name: string; id: Buffer; raw: Buffer };

export type Checked =
  | {
      ok: true;
      reason?: undefined;
      /** What the ledger signed, and authorities timestamped. */
      checkpoint: string;
      size: bigint;
      /** By the policy's names, with the POSIX second that each stated. */
      witnesses: { name: string; time: number }[];
      /** DER of the sealed RFC 3161 tokens. */
      tokens: Buffer[];
    }
  | { ok: false; reason: string };

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

/** Everything in a receipt is text, small integers, objects and lists: sorting the keys is all that RFC 8785 adds. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
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

function readKey(text: unknown): Key {
  check(typeof text === "string", "key is text");
  const match = /^([^\s+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text);
  check(match !== null, "key has three parts");
  const [, name = "", id = "", encoded] = match;
  const key = decodeBase64(encoded, 33);
  const ownId = sha256(Buffer.from(`${name}\n`), key).toString("hex", 0, 4);
  check(key[0] === 1 && ownId === id, "key has its id");
  return { text, name, id: Buffer.from(id, "hex"), raw: key.subarray(1) };
}

function isSigned(key: Key, { text, signature }: { text: string; signature: Buffer }): boolean {
  const jwk = { kty: "OKP", crv: "Ed25519", x: key.raw.toString("base64url") };
  return verify(null, Buffer.from(text), createPublicKey({ key: jwk, format: "jwk" }), signature);
}

/** C2SP signed-note: a text, an empty line, and signatures, of which only those of known keys matter. */
function readNote(note: string): { text: string; lines: { line: string; name: string; bytes: Buffer }[] } {
  const at = note.lastIndexOf("\n\n");
  check(at > 0 && note.endsWith("\n"), "note has its form");
  const lines = note
    .slice(at + 2, -1)
    .split("\n")
    .map((line) => {
      const [, name = "", encoded] = /^— ([^\s+]+) (\S+)$/.exec(line) ?? [];
      return { line: `${line}\n`, name, bytes: decodeBase64(encoded) };
    });
  return { text: note.slice(0, at + 1), lines };
}

function verifyCheckpoint(note: string, key: Key): { text: string; size: bigint; root: Buffer } {
  const { text, lines } = readNote(note);
  const [, origin, size = "", root] = /^(.+)\n(0|[1-9][0-9]*)\n(.+)\n(?:.+\n){0,16}$/.exec(text) ?? [];
  const own = lines.filter(({ name, bytes }) => name === key.name && bytes.subarray(0, 4).equals(key.id));
  check(origin === key.name && own.length > 0, "checkpoint is of this ledger");
  for (const { bytes } of own) check(isSigned(key, { text, signature: bytes.subarray(4) }), "signature verifies");
  return { text, size: BigInt(size), root: decodeBase64(root, 32) };
}

/** C2SP tlog-policy: a log that the reader knows, and as many cosigners as the quorum asks for. */
function verifyPolicy(policy: string, { note, key }: { note: string; key: Key }): { name: string; time: number }[] {
  const { text, lines } = readNote(note);
  const rules = policy.split("\n").map((rule) => rule.split(" "));
  check(
    rules.some(([keyword, log]) => keyword === "log" && log === key.text),
    "the policy knows the ledger's key",
  );
  const met = new Set(["none"]);
  const cosigners: { name: string; time: number }[] = [];
  for (const [keyword, name = "", value = "", ...members] of rules) {
    const [keyName, id] = value.split("+");
    const signed = lines.find((line) => line.name === keyName && line.bytes.toString("hex", 0, 4) === id);
    if (keyword === "witness" && signed) {
      cosigners.push({ name, time: checkCosignature({ line: signed.line, text, key: value }) });
      met.add(name);
    }
    const needed = value === "all" ? members.length : value === "any" ? 1 : Number(value);
    if (keyword === "group" && members.filter((member) => met.has(member)).length >= needed) met.add(name);
    if (keyword === "quorum") check(met.has(name), "as many cosigned as the policy asks for");
  }
  return cosigners;
}

/** What binds the bytes of each token to the checkpoint: a signature of the receipt's own key. */
function openTimestamps(list: unknown, { text, key }: { text: string; key: Key }): Buffer[] {
  check(Array.isArray(list) && list.length <= TOKENS_MAX, "a list of timestamps");
  return list.map((item: Record<string, unknown>) => {
    check(Object.keys(item).join() === "seal,token", "a timestamp has a seal and a token");
    const token = decodeBase64(item.token);
    const digests = [sha256(Buffer.from(text)), sha256(token)].map((digest) => `${digest.toString("base64")}\n`);
    const sealed = `sealbook.timestamp/v1\n${digests.join("")}`;
    check(isSigned(key, { text: sealed, signature: decodeBase64(item.seal, 64) }), "the seal is of the receipt's key");
    check(token.includes(sha256(Buffer.from(text))), "the token is about the checkpoint");
    return token;
  });
}

function verifyProof(
  proof: unknown,
  { entry, key }: { entry: string; key: Key },
): { note: string; text: string; size: bigint } {
  check(typeof proof === "string", "proof is text");
  const match = /^c2sp\.org\/tlog-proof@v1\nindex (0|[1-9][0-9]*)\n((?:.+\n)*)\n([\s\S]+)$/.exec(proof);
  check(match !== null, "proof has its form");
  const [, index = "", hashes = "", note = ""] = match;
  const path = hashes
    .split("\n")
    .slice(0, -1)
    .map((hash) => decodeBase64(hash, 32));
  const { text, size, root } = verifyCheckpoint(note, key);
  const leaf = sha256(Uint8Array.of(0), Buffer.from(entry));
  check(rootFrom({ leaf, index: BigInt(index), size, path }).equals(root), "path leads to the root");
  return { note, text, size };
}

/**
 * Whether an anchored receipt holds in itself and is about the file with this digest.
 *
 * @param policy text of a C2SP policy, one space between the items of a line; without it nobody's cosignature is known
 */
export function checkReceipt(bytes: Uint8Array, fileDigest: Uint8Array, policy?: string): Checked {
  try {
    const json = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const receipt = parseStrictly(json, ["details", "entry", "issuer", "proof", "receipt", "record", "timestamps"]);
    check(receipt.receipt === "sealbook.receipt/v1", "receipt has its version");
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
    const key = readKey(issuer.key);
    const { note, text, size } = verifyProof(receipt.proof, { entry: receipt.entry, key });
    const witnesses = policy === undefined ? [] : verifyPolicy(policy, { note, key });
    const tokens = openTimestamps(receipt.timestamps, { text, key });
    return { ok: true, checkpoint: text, size, witnesses, tokens };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}
