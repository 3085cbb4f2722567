/** The ledger's own row and its blocks, each against itself and its predecessor; signatures by node:crypto, of SM2 by the portable code. */
import { createHash, createPublicKey, type KeyObject, verify } from "node:crypto";
import { blockLine, encodeBlockHeader, FIRST_PREVIOUS, parseBlockHeader } from "#lib/core/log/block.ts";
import { checkpointMessage, parseCheckpoint, TIMESTAMP_BYTES } from "#lib/core/log/checkpoint.ts";
import { verifyMlDsa44 } from "#lib/core/log/ml-dsa.ts";
import { findSignature, KEY_TYPE, parseNote, parseVerifierKey, type VerifierKey } from "#lib/core/log/note.ts";
import { verifySm2 } from "#lib/core/sm/sm2.ts";
import { fromUtf8, toBase64, utf8 } from "#lib/core/text/bytes.ts";
import type { Block, Ledger } from "#lib/features/ledger/sealing/types.ts";
import { type Finding, Mismatch, mustEqual } from "./finding.ts";
import type { KeyRow } from "./rows.ts";

/** SubjectPublicKeyInfo around a key, by its type (RFC 8410 section 4, RFC 9881 section 4): everything before the key. */
const SPKI_PREFIXES: Record<number, string> = {
  [KEY_TYPE.ed25519]: "302a300506032b6570032100",
  [KEY_TYPE.mlDsa44]: "30820532300b06096086480165030403110382052100",
};

export interface AuditKey {
  key: VerifierKey;
  /** Undefined: the portable code verifies. */
  publicKey: KeyObject | undefined;
  /** It signs the checkpoints of trees of these sizes, and of no others. */
  since: bigint;
  end: bigint | undefined;
}

/** @throws {Mismatch} unless the first key signed the checkpoint of the empty tree, and each other key is the ledger's by the one before. */
export function checkLedger(ledger: Ledger, { rows, emptyRoot }: { rows: KeyRow[]; emptyRoot: Buffer }): AuditKey[] {
  const keys: AuditKey[] = [];
  for (const row of rows) keys.push(checkKey(row, { ledger, before: keys }));
  const row = { check: "ledger", table: "ledger", key: { name: ledger.name }, column: "empty_checkpoint" } as const;
  if (keys.length === 0) throw new Mismatch({ ...row, table: "ledger_key", expected: "a key", found: "none" });
  checkCheckpoint(keys, { note: ledger.emptyCheckpoint, size: 0n, root: emptyRoot, row });
  return keys;
}

function checkKey(row: KeyRow, { ledger, before }: { ledger: Ledger; before: readonly AuditKey[] }): AuditKey {
  const number = before.length + 1;
  const at = { check: "ledger", table: "ledger_key", key: { ledger: ledger.name, number: String(number) } } as const;
  mustEqual({ ...at, column: "number", expected: String(number), found: String(row.number) });
  const key = parseVerifierKey(row.verifierKey);
  const isKnown = key && (Object.hasOwn(SPKI_PREFIXES, key.type) || key.type === KEY_TYPE.sm2);
  if (!isKnown || (number === 1 && key.type !== KEY_TYPE.ed25519)) {
    const expected = `an Ed25519${number === 1 ? "" : ", ML-DSA-44 or SM2"} verifier key`;
    throw new Mismatch({ ...at, column: "verifier_key", expected, found: row.verifierKey });
  }
  const column =
    number === 1
      ? { ...at, table: "ledger", key: { name: ledger.name }, column: "origin" }
      : { ...at, column: "verifier_key" };
  mustEqual({ ...column, expected: key.name, found: ledger.origin });
  const opened: AuditKey = {
    key,
    publicKey: publicKeyOf(key),
    since: BigInt(row.since),
    end: row.end === null ? undefined : BigInt(row.end),
  };
  const last = before.at(-1);
  const isInOrder = last ? opened.since > 0n && opened.since >= last.since : opened.since === 0n;
  if (!isInOrder) {
    const expected = last ? `${last.since} or more, and above 0` : "0";
    throw new Mismatch({ ...at, column: "since_size", expected, found: row.since });
  }
  // The first key of an old ledger has none stored: its signature under the empty tree says as much.
  if (row.statement !== null || last) {
    const text = `sealbook.key/v1\n${ledger.origin}\n${row.verifierKey}\n${row.since}\n`;
    checkNote({
      note: row.statement ?? "",
      text,
      keys: [...introducersOf(key, before), opened],
      row: { ...at, column: "statement" },
    });
  }
  return opened;
}

/** Undefined where the runtime does not know the algorithm: SM2 with a user id, ML-DSA-44 before Node 24.7. */
function publicKeyOf({ type, publicKey }: VerifierKey): KeyObject | undefined {
  if (type === KEY_TYPE.sm2) return undefined;
  const key = Buffer.concat([Buffer.from(SPKI_PREFIXES[type] ?? "", "hex"), publicKey]);
  try {
    return createPublicKey({ key, format: "der", type: "spki" });
  } catch (error) {
    if (type === KEY_TYPE.mlDsa44) return undefined;
    throw error;
  }
}

/** Who has to sign that another key is the ledger's: of each algorithm the newest, and an SM2 key for nobody and by Ed25519 alone. */
function introducersOf({ type: added }: VerifierKey, keys: readonly AuditKey[]): AuditKey[] {
  const types = added === KEY_TYPE.sm2 ? [KEY_TYPE.ed25519] : [KEY_TYPE.ed25519, KEY_TYPE.mlDsa44];
  return types.flatMap((type) => keys.findLast(({ key }) => key.type === type) ?? []);
}

/** @throws {Mismatch} unless the block continues `previous` and its header states its columns. Its roots are not looked at. */
export function checkBlock(block: Block, previous: Block | undefined, { ledger }: { ledger: Ledger }): void {
  const expectedHeight = previous ? previous.height + 1n : 0n;
  const row = {
    check: "block",
    table: "ledger_block",
    key: { ledger: ledger.name, height: String(expectedHeight) },
  } as const;
  const columns: [column: string, expected: unknown, found: unknown][] = [
    ["height", expectedHeight, block.height],
    ["first_index", previous?.treeSize ?? 0n, block.firstIndex],
    ["tree_size", block.firstIndex + BigInt(block.leafCount + ledger.format - 1), block.treeSize],
    ["previous", toBase64(previous?.hash ?? FIRST_PREVIOUS), toBase64(block.previous)],
    ["hash", createHash("sha256").update(block.header).digest("base64"), toBase64(block.hash)],
  ];
  for (const [column, expected, found] of columns) {
    mustEqual({ ...row, column, expected: String(expected), found: String(found) });
  }
  if (block.leafCount < 1) {
    throw new Mismatch({ ...row, column: "leaf_count", expected: "1 or more", found: String(block.leafCount) });
  }
  if (previous && !(block.time >= previous.time)) {
    throw new Mismatch({
      ...row,
      column: "time",
      expected: `${previous.time.toISOString()} or later`,
      found: String(block.time),
    });
  }
  mustEqual({ ...row, column: "header", expected: headerText(block, ledger), found: textOf(block.header) });
}

/** In format 2 with the root that it states, which no column does: the walk holds it against the tree. */
function headerText(block: Block, { origin, format }: Ledger): string {
  const { firstIndex, leafCount } = block;
  const root = format === 1 ? block.root : (parseBlockHeader(block.header)?.root ?? block.root);
  const stated = { format, origin, root, treeSize: firstIndex + BigInt(leafCount) };
  try {
    return textOf(encodeBlockHeader({ ...block, ...stated, time: block.time.toISOString() }));
  } catch {
    return "columns that make a block header"; // "infinity" is a time too, for PostgreSQL
  }
}

/**
 * @param keys all of the ledger's: those of this size must have signed, and no other
 * @param block the hash of the block that the note must name; undefined for the empty tree's and in format 2, where none is named.
 * @throws {Mismatch} unless the note states exactly this, and the keys signed it.
 */
export function checkCheckpoint(
  keys: readonly AuditKey[],
  {
    note: text,
    size,
    root,
    block,
    row,
  }: { note: string; size: bigint; root: Buffer; block?: Uint8Array | undefined; row: Row },
): void {
  const note = parseNote(text);
  const checkpoint = note && parseCheckpoint(note.text);
  if (!note || !checkpoint) throw new Mismatch({ ...row, expected: "a signed checkpoint", found: text });
  const signing = keys.filter(({ since, end }) => since <= size && (end === undefined || size <= end));
  const tree = `${keys[0]?.key.name}\n${size}\n${root.toString("base64")}\n`;
  checkNote({ note: text, text: block ? `${tree}${blockLine(block)}\n` : tree, keys: signing, row });
  if (note.signatures.length === signing.length) return;
  const [expected, found] = [signing.length, note.signatures.length].map((count) => `${count} signatures`);
  throw new Mismatch({ ...row, expected: String(expected), found: String(found) });
}

type Row = Omit<Finding, "expected" | "found">;

/** @throws {Mismatch} unless the note has exactly this text, and each of the keys signed it. */
function checkNote(options: { note: string; text: string; keys: readonly AuditKey[]; row: Row }): void {
  const { text, keys, row } = options;
  const note = parseNote(options.note);
  if (!note) throw new Mismatch({ ...row, expected: "a signed note", found: options.note });
  mustEqual({ ...row, expected: text, found: note.text });
  if (keys.length === 0) throw new Mismatch({ ...row, expected: "a key that signs at this size", found: "none" });
  for (const key of keys) {
    const { text: name } = key.key;
    const line = findSignature(note, key.key);
    if (!line) throw new Mismatch({ ...row, expected: `a signature by ${name}`, found: options.note });
    if (!isSigned(key, { text, signature: line.signature })) {
      throw new Mismatch({ ...row, expected: `a valid signature by ${name}`, found: line.line.trimEnd() });
    }
  }
}

/** A checkpoint under ML-DSA-44 is a cosignature with its time; a statement about a key is signed as it is. */
function isSigned({ key, publicKey }: AuditKey, { text, signature: line }: { text: string; signature: Uint8Array }) {
  const isCosignature = key.type === KEY_TYPE.mlDsa44 && parseCheckpoint(text) !== undefined;
  const signature = isCosignature ? line.subarray(TIMESTAMP_BYTES) : line;
  const timestamp = isCosignature && line.length > TIMESTAMP_BYTES ? Buffer.from(line).readBigUInt64BE(0) : 0n;
  const message = isCosignature ? checkpointMessage(text, { cosigner: key.name, timestamp }) : utf8(text);
  if (message === undefined || (isCosignature && timestamp === 0n)) return false;
  if (publicKey !== undefined) return verify(null, message, publicKey, signature);
  if (key.type === KEY_TYPE.sm2) return verifySm2({ signature, message, publicKey: key.publicKey, algorithm: "sm2" });
  return verifyMlDsa44({ signature, message, publicKey: key.publicKey, algorithm: "ml-dsa-44" });
}

export function textOf(bytes: Uint8Array): string {
  return fromUtf8(bytes) ?? `0x${Buffer.from(bytes).toString("hex")}`;
}
