/** The ledger's own row and its blocks, each against itself and its predecessor; signatures by node:crypto. */
import { createHash, createPublicKey, type KeyObject, verify } from "node:crypto";
import { blockLine, encodeBlockHeader, FIRST_PREVIOUS } from "#lib/core/block.ts";
import { fromUtf8, toBase64 } from "#lib/core/bytes.ts";
import { parseCheckpoint } from "#lib/core/checkpoint.ts";
import { findSignature, KEY_TYPE, parseNote, parseVerifierKey, type VerifierKey } from "#lib/core/note.ts";
import type { Block, Ledger } from "../types.ts";
import { type Finding, Mismatch, mustEqual } from "./finding.ts";

/** SubjectPublicKeyInfo around an Ed25519 key (RFC 8410 section 4): everything before the key. */
const SPKI_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

export interface LedgerKey {
  key: VerifierKey;
  publicKey: KeyObject;
}

/** @throws {Mismatch} unless the key is named as the origin and signed the checkpoint of the empty tree. */
export function checkLedger(ledger: Ledger, emptyRoot: Buffer): LedgerKey {
  const row = { check: "ledger", table: "ledger", key: { name: ledger.name } } as const;
  const key = parseVerifierKey(ledger.verifierKey);
  if (key?.type !== KEY_TYPE.ed25519) {
    throw new Mismatch({
      ...row,
      column: "verifier_key",
      expected: "an Ed25519 verifier key",
      found: ledger.verifierKey,
    });
  }
  mustEqual({ ...row, column: "origin", expected: key.name, found: ledger.origin });
  const der = Buffer.concat([SPKI_PREFIX, key.publicKey]);
  const opened = { key, publicKey: createPublicKey({ key: der, format: "der", type: "spki" }) };
  checkCheckpoint(opened, {
    note: ledger.emptyCheckpoint,
    size: 0n,
    root: emptyRoot,
    row: { ...row, column: "empty_checkpoint" },
  });
  return opened;
}

/** @throws {Mismatch} unless the block continues `previous` and its header states its columns. Its root is not looked at. */
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
    ["tree_size", block.firstIndex + BigInt(block.leafCount), block.treeSize],
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
  mustEqual({ ...row, column: "header", expected: headerText(block, ledger.origin), found: textOf(block.header) });
}

function headerText(block: Block, origin: string): string {
  try {
    return textOf(encodeBlockHeader({ ...block, origin, time: block.time.toISOString() }));
  } catch {
    return "columns that make a block header"; // "infinity" is a time too, for PostgreSQL
  }
}

/**
 * @param block the hash of the block that the note must name; undefined for the empty tree's, which names none.
 * @throws {Mismatch} unless the note states exactly this, and the ledger's key signed it.
 */
export function checkCheckpoint(
  { key, publicKey }: LedgerKey,
  {
    note: text,
    size,
    root,
    block,
    row,
  }: { note: string; size: bigint; root: Buffer; block?: Uint8Array; row: Omit<Finding, "expected" | "found"> },
): void {
  const note = parseNote(text);
  const checkpoint = note && parseCheckpoint(note.text);
  if (!note || !checkpoint) throw new Mismatch({ ...row, expected: "a signed checkpoint", found: text });
  const tree = `${key.name}\n${size}\n${root.toString("base64")}\n`;
  mustEqual({ ...row, expected: block ? `${tree}${blockLine(block)}\n` : tree, found: note.text });
  const line = findSignature(note, key);
  if (!line) throw new Mismatch({ ...row, expected: `a signature by ${key.text}`, found: text });
  if (!verify(null, Buffer.from(note.text, "utf8"), publicKey, line.signature)) {
    throw new Mismatch({ ...row, expected: `a valid signature by ${key.text}`, found: line.line.trimEnd() });
  }
}

export function textOf(bytes: Uint8Array): string {
  return fromUtf8(bytes) ?? `0x${Buffer.from(bytes).toString("hex")}`;
}
