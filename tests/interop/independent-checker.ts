/**
 * A second opinion on receipts, written from the published formats and apart from lib/core: node:crypto, JSON.parse and a recursive
 * Merkle path, no code of the product. It answers one question: does everything in this receipt hold, for a reader with this policy?
 * Of a timestamp it checks the seal and hands out the token: what that is worth is OpenSSL's to say.
 */
import { createPublicKey, verify } from "node:crypto";
import { checkCosignature } from "#tests/parties/witness/independent-cosignature.ts";
import { check, decodeBase64, fieldsOf, parseStrictly, sha256 } from "./independent-basics.ts";
import { checkBlock, rootFrom } from "./independent-block.ts";
import { readClaim } from "./independent-claim.ts";

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
      /** What the receipt's block says of itself, where it has one. */
      block?: { height: bigint; time: string };
      /** Kinds of extras that this checker does not read: they prove nothing here. */
      unread: string[];
    }
  | { ok: false; reason: string };

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

type Proven = { note: string; text: string; index: bigint; size: bigint; root: Buffer };

function verifyProof(proof: unknown, { entry, key }: { entry: string; key: Key }): Proven {
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
  return { note, text, index: BigInt(index), size, root };
}

const MEMBERS = ["details", "entry", "proof", "receipt", "record", "timestamps"];
const EXTRAS_MAX = 32;

/** Version 2 has extras, and another name for the ledger's key. */
function openVersion(json: string): { receipt: Record<string, unknown>; key: Key; extras: Record<string, unknown>[] } {
  const isFirst = JSON.parse(json).receipt === "sealbook.receipt/v1";
  const keyMember = isFirst ? "issuer" : "ledgerKey";
  const receipt = parseStrictly(json, [...MEMBERS, keyMember, ...(isFirst ? [] : ["extras"])]);
  check(isFirst || receipt.receipt === "sealbook.receipt/v2", "receipt has its version");
  const key = readKey(fieldsOf(receipt[keyMember], ["key"]).key);
  const extras = isFirst ? [] : receipt.extras;
  check(Array.isArray(extras) && extras.length <= EXTRAS_MAX, "a list of extras");
  for (const extra of extras) {
    const isKind = typeof extra?.kind === "string" && /^[a-z][a-z0-9-]{0,31}$/.test(extra.kind);
    check(isKind && hasNoOther(extra), "an extra has a kind");
  }
  return { receipt, key, extras };
}

/** Text, lists and objects: there are no numbers in a receipt. */
function hasNoOther(value: unknown): boolean {
  if (typeof value === "string") return true;
  return typeof value === "object" && value !== null && Object.values(value).every(hasNoOther);
}

/**
 * Whether an anchored receipt holds in itself and is about the file with this digest.
 *
 * @param policy text of a C2SP policy, one space between the items of a line; without it nobody's cosignature is known
 */
export function checkReceipt(bytes: Uint8Array, fileDigest: Uint8Array, policy?: string): Checked {
  try {
    const { receipt, key, extras } = openVersion(
      new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes),
    );
    const { record, entry } = readClaim(receipt.record);
    const { sha256: digest } = record.digests as Record<string, unknown>;
    check(decodeBase64(digest, 32).equals(fileDigest), "file is the recorded one");
    check(receipt.entry === entry, "entry states the record");
    const details = sha256(Buffer.from(String(receipt.details)));
    check(
      receipt.details === undefined || decodeBase64(record.details, 32).equals(details),
      "details are the record's",
    );
    const { note, text, ...place } = verifyProof(receipt.proof, { entry, key });
    const witnesses = policy === undefined ? [] : verifyPolicy(policy, { note, key });
    const tokens = openTimestamps(receipt.timestamps, { text, key });
    const [block, ...others] = extras.filter(({ kind }) => kind === "block");
    check(others.length === 0, "one block at most");
    const about = { ...place, origin: key.name, receivedAt: record.receivedAt };
    return {
      ...{ ok: true, checkpoint: text, size: place.size, witnesses, tokens },
      ...(block && { block: checkBlock(block, about) }),
      unread: extras.map(({ kind }) => String(kind)).filter((kind) => kind !== "block"),
    };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}
