/** A ledger as programs read it over HTTP. Who submitted what is not part of it: ids of evidence stay inside. */

import { entryKindOf, parseEntry } from "#lib/core/claim/entry.ts";
import { isStatementEntry } from "#lib/core/cose/statement.ts";
import { isHeaderEntry } from "#lib/core/log/block.ts";
import { parseCheckpoint } from "#lib/core/log/checkpoint.ts";
import { parseNote } from "#lib/core/log/note.ts";
import { recordsIn } from "#lib/core/log/records-in.ts";
import { fromUtf8, toBase64, toHex } from "#lib/core/text/bytes.ts";
import { jsonNumber } from "#lib/core/text/decimal.ts";
import { publicUrl } from "#lib/env.ts";
import {
  findBlock,
  findLedger,
  findLedgerHead,
  listBlocks,
  listEntries,
} from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { findAnchoredEntry } from "#lib/features/ledger/sealing/rows/proofs.ts";
import { type Block, type Entry, headerIndexOf } from "#lib/features/ledger/sealing/types.ts";
import type { AnchoredEntryView, BlocksView, BlockView, EntriesView, EntryView, LedgerView } from "../schema/ledger.ts";

export async function readLedgerView(name: string): Promise<LedgerView | undefined> {
  const head = await findLedgerHead(name);
  if (!head) return undefined;
  const { ledger, block, treeSize, checkpoint } = head;
  const self = `${publicUrl}/api/v1/ledgers/${name}`;
  const files = `${publicUrl}/ledger/${name}`;
  return {
    name,
    origin: ledger.origin,
    verifierKey: ledger.verifierKey,
    createdAt: ledger.createdAt.toISOString(),
    format: ledger.format,
    records: jsonNumber(recordsIn({ format: ledger.format, treeSize, blocks: (block?.height ?? -1n) + 1n })),
    treeSize: jsonNumber(treeSize),
    root: toHex(rootOf(checkpoint)),
    ...(block && { height: jsonNumber(block.height), lastBlockAt: block.time.toISOString() }),
    checkpoint,
    links: {
      self,
      blocks: `${self}/blocks`,
      entries: `${self}/entries`,
      consistency: `${self}/consistency`,
      checkpoint: `${files}/checkpoint`,
      tiles: `${files}/tile`,
      keys: `${files}/keys`,
      witnessPolicy: `${files}/witness-policy`,
      logList: `${files}/log-list`,
    },
  };
}

/** Newest first; undefined when there is no such ledger. */
export async function readBlocksView(
  name: string,
  { before, limit }: { before?: bigint | undefined; limit: number },
): Promise<BlocksView | undefined> {
  const blocks = await listBlocks({ ledger: name, before, limit });
  if (blocks.length === 0 && !(await findLedger(name))) return undefined;
  const last = blocks.at(-1)?.height ?? 0n;
  return { blocks: blocks.map((block) => toBlockView(name, block)), ...(last > 0n && { next: jsonNumber(last) }) };
}

export async function readBlockView(name: string, height: bigint): Promise<BlockView | undefined> {
  const block = await findBlock({ ledger: name, height });
  return block && toBlockView(name, block);
}

/** In the order of the tree; undefined when there is no such ledger. */
export async function readEntriesView(
  name: string,
  { from, limit }: { from: bigint; limit: number },
): Promise<EntriesView | undefined> {
  // One more than asked for tells whether there is a next page.
  const entries = await listEntries({ ledger: name, from, limit: limit + 1 });
  if (entries.length === 0 && !(await findLedger(name))) return undefined;
  const beyond = entries[limit]?.index;
  return {
    entries: entries.slice(0, limit).map((entry) => toEntryView(name, entry)),
    ...(beyond !== undefined && { next: jsonNumber(beyond) }),
  };
}

export async function readEntryView(name: string, index: bigint): Promise<AnchoredEntryView | undefined> {
  const found = await findAnchoredEntry({ ledger: name, index });
  if (!found) return undefined;
  const { entry, block, path } = found;
  const { treeSize, root, checkpoint } = block;
  const inclusion = { treeSize: jsonNumber(treeSize), root: toHex(root), path: path.map(toHex), checkpoint };
  return { ...toEntryView(name, entry), inclusion };
}

function toBlockView(name: string, block: Block): BlockView {
  const ledger = `${publicUrl}/api/v1/ledgers/${name}`;
  const { height, firstIndex, leafCount } = block;
  const headerIndex = headerIndexOf(block);
  return {
    height: jsonNumber(height),
    firstIndex: jsonNumber(firstIndex),
    leafCount,
    ...(headerIndex !== undefined && { headerIndex: jsonNumber(headerIndex) }),
    treeSize: jsonNumber(block.treeSize),
    root: toHex(block.root),
    time: block.time.toISOString(),
    previous: toHex(block.previous),
    hash: toHex(block.hash),
    header: fromUtf8(block.header) ?? "",
    checkpoint: block.checkpoint,
    links: {
      self: `${ledger}/blocks/${height}`,
      entries: `${ledger}/entries?from=${firstIndex}`,
      ...(height > 0n && { previous: `${ledger}/blocks/${height - 1n}` }),
    },
  };
}

function toEntryView(name: string, { index, entry, leafHash, blockHeight }: Entry): EntryView {
  const parsed = parseEntry(entry);
  const isStatement = isStatementEntry(entry);
  if (!parsed && !isStatement && !isHeaderEntry(entry))
    throw new Error(`Entry ${index} of ledger ${name} is malformed: run "sealbook audit".`);
  const ledger = `${publicUrl}/api/v1/ledgers/${name}`;
  return {
    index: jsonNumber(index),
    type: entryKindOf(parsed) ?? (isStatement ? "statement" : "block"),
    ...(parsed && { recordSha256: toHex(parsed.recordHash) }),
    ...(isStatement ? { entryBase64: toBase64(entry) } : {}),
    entry: fromUtf8(entry) ?? "",
    leafHash: toHex(leafHash),
    blockHeight: jsonNumber(blockHeight),
    links: { self: `${ledger}/entries/${index}`, block: `${ledger}/blocks/${blockHeight}` },
  };
}

function rootOf(note: string): Uint8Array {
  const text = parseNote(note)?.text;
  const checkpoint = text === undefined ? undefined : parseCheckpoint(text);
  if (!checkpoint) throw new Error('A stored checkpoint is malformed: run "sealbook audit".');
  return checkpoint.root;
}
