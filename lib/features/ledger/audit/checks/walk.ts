/**
 * The walk through a ledger from its first block to its last. What is wrong and leaves the rest to be checked goes to the findings, which
 * throw it when one is enough; what does not is a `Mismatch` that ends the walk.
 */
import { parseBlockHeader } from "#lib/core/log/block.ts";
import { type Block, headerIndexOf, type Ledger } from "#lib/features/ledger/sealing/types.ts";
import type { Connection } from "#lib/infra/db/pool.ts";
import { Batches } from "./batches.ts";
import { checkEntryOrElse } from "./entry-row.ts";
import { Mismatch, mustEqual } from "./finding.ts";
import type { Findings } from "./findings.ts";
import { type AuditKey, checkBlock, checkCheckpoint, textOf } from "./ledger-row.ts";
import { type EntryRow, NodeReader, readBlocks } from "./rows.ts";
import type { SoundStretch } from "./sound-stretch.ts";
import { DIGEST_BYTES } from "./spelling.ts";
import type { Stretches } from "./stretches.ts";
import { TILE_WIDTH } from "./tile.ts";
import { AuditTree, checkTile, type GrownNode } from "./tree.ts";

/**
 * How far the clocks of the web processes, which say when something was received, may be ahead of the database's, which
 * says when a block was made.
 */
export const CLOCK_SLACK_MS = 5 * 60 * 1000;

export interface WalkOptions {
  connection: Connection;
  ledger: Ledger;
  keys: readonly AuditKey[];
  findings: Findings;
  /** What of it was looked at before. */
  stretches: Stretches;
  /** Sizes of the tree at which `onLeaf` has to be called, at the least. */
  stops: readonly number[];
  /** Called in order, each time with the last leaf hash of the tree. */
  onLeaf: (leaf: Buffer, tree: AuditTree) => void;
  /** Called once with each block that was found to be right. */
  onBlock: (block: Block) => void;
  /** Called after each stretch of entries; throws to end the walk. */
  onProgress: (counts: { blocks: number; entries: number; headers: number; nodes: number }) => void;
}

export interface Walked {
  blocks: number;
  /** Leaves, and how many of them are headers of blocks. */
  entries: number;
  headers: number;
  /** Leaves that are signed statements. */
  statements: number;
  nodes: number;
  last: Block | undefined;
  /** Height of the first block that the tree does not lead to. */
  followsTo: number | undefined;
  /** It was shown already that no two entries have the same evidence. */
  isEachOnce: boolean;
  /** Of some of the evidence the content was kept. */
  hasFiles: boolean;
}

/** Blocks, entries, evidence, leaves, nodes, roots and checkpoints, in the order in which they came into being. */
export async function walkBlocks(options: WalkOptions): Promise<Walked> {
  const { connection, ledger, findings, onProgress } = options;
  const source = { connection, ledger: ledger.name };
  const tree = new AuditTree();
  const nodes = new NodeReader(source);
  const batches = new Batches(source, options.stretches);
  const walked: Walked = {
    blocks: 0,
    entries: 0,
    headers: 0,
    statements: 0,
    nodes: 0,
    last: undefined,
    followsTo: undefined,
    isEachOnce: false,
    hasFiles: false,
  };
  for await (const block of readBlocks(source)) {
    const checked = checkBlockAsFarAsItGoes(block, { walked, options });
    const headerIndex = headerIndexOf(block);
    while (tree.size < Number(block.treeSize)) {
      if (BigInt(tree.size) === headerIndex) checkStatedRoot(block, { tree, options, walked });
      const grown = await growOn({ batches, block, tree, walked, options });
      for (const node of grown) await checkNode(nodes, { ledger: ledger.name, node, findings });
      walked.nodes += grown.length;
      walked.entries = tree.size;
      onProgress(walked);
    }
    if (walked.followsTo === undefined && !checkRoot(block, { tree, options })) {
      walked.followsTo = Number(block.height);
      findings.unchecked.push({ what: "roots", from: walked.followsTo + 1 });
    }
    options.onBlock(block);
    walked.blocks += 1;
    walked.last = checked;
  }
  if (!tree.rootByTiles().equals(tree.root())) throw new Error("merkletreejs and the audit disagree on the last root.");
  return { ...walked, isEachOnce: batches.once.isShown };
}

interface Growth {
  batches: Batches;
  block: Block;
  tree: AuditTree;
  walked: Walked;
  options: WalkOptions;
}

/** Adds to the tree as much of a block as there is to be had at once. @returns the subtrees that it closes. */
async function growOn({ batches, block, tree, walked, options }: Growth): Promise<GrownNode[]> {
  const latest = Number(block.time) + CLOCK_SLACK_MS; // "infinity" is a time too, for PostgreSQL
  const from = tree.size;
  const headerIndex = Number(headerIndexOf(block) ?? block.treeSize);
  const header = headerIndex < block.treeSize ? { index: headerIndex, bytes: block.header } : undefined;
  const batch = await batches.at(from, { height: Number(block.height), end: Number(block.treeSize), latest, header });
  const stop = options.stops.find((size) => size > from) ?? Number.POSITIVE_INFINITY;
  const end = Math.min(batch.end, from < headerIndex ? headerIndex : Number(block.treeSize), stop);
  if (end === from) throw missingEntry(options.ledger.name, from);
  walked.hasFiles ||= "sound" in batch ? batch.sound.hasFiles : batch.rows.some(({ contentKept }) => contentKept);
  if ("sound" in batch) return growBy(batch.sound, { end, tree, options });
  return growOver(batch.rows.slice(from - batch.first, end - batch.first), { block, latest, tree, walked, options });
}

/** Adds the entries of a sound stretch up to index `end`. */
function growBy(
  sound: SoundStretch,
  { end, tree, options }: { end: number; tree: AuditTree; options: WalkOptions },
): GrownNode[] {
  const closed: GrownNode[] = [];
  while (tree.size < end) {
    const at = tree.size - sound.first;
    const isTile = at % TILE_WIDTH === 0 && tree.size + TILE_WIDTH <= end;
    const root = isTile ? hashAt(sound.tiles, at / TILE_WIDTH) : undefined;
    if (root && at === 0) checkTile(root, Buffer.from(sound.leaves.subarray(0, TILE_WIDTH * DIGEST_BYTES)));
    const nodes = root ? tree.pushTile(root) : tree.push(hashAt(sound.leaves, at));
    for (const node of nodes) closed.push(node);
  }
  options.onLeaf(hashAt(sound.leaves, end - 1 - sound.first), tree);
  return closed;
}

function hashAt(hashes: Uint8Array, number: number): Buffer {
  return Buffer.from(hashes.subarray(number * DIGEST_BYTES, (number + 1) * DIGEST_BYTES));
}

/** Checks entries that follow each other inside a block, and adds them to the tree. */
function growOver(
  rows: EntryRow[],
  { block, latest, tree, walked, options }: Omit<Growth, "batches"> & { latest: number },
): GrownNode[] {
  const closed: GrownNode[] = [];
  const height = String(block.height);
  const { findings } = options;
  const ledger = options.ledger.name;
  const headerIndex = headerIndexOf(block);
  let leaf: Buffer | undefined;
  for (const row of rows) {
    const index = String(tree.size);
    if (row.index !== index) throw missingEntry(ledger, tree.size);
    const header = BigInt(tree.size) === headerIndex ? textOf(block.header) : undefined;
    leaf = checkEntryOrElse(row, { ledger, index, height, header, findings });
    const receivedAt = row.statementReceivedAt?.toISOString() ?? row.receivedAt;
    if (header === undefined && Date.parse(receivedAt) > latest)
      findings.add(receivedAfter(receivedAt, { block, ledger }));
    if (row.statement !== null) walked.statements += 1;
    for (const node of tree.push(leaf)) closed.push(node);
  }
  if (leaf) options.onLeaf(leaf, tree);
  return closed;
}

function receivedAfter(receivedAt: string, { block, ledger }: { block: Block; ledger: string }): Mismatch {
  return new Mismatch({
    check: "block",
    table: "ledger_block",
    key: { ledger, height: String(block.height) },
    column: "time",
    expected: `${receivedAt}, when one of its entries was received, or later`,
    found: block.time instanceof Date ? block.time.toISOString() : String(block.time),
  });
}

function missingEntry(ledger: string, index: number): Mismatch {
  const key = { ledger, index: String(index) };
  return new Mismatch({
    check: "index",
    table: "ledger_entry",
    key,
    column: "index",
    expected: String(index),
    found: "no row",
  });
}

async function checkNode(
  nodes: NodeReader,
  { ledger, node, findings }: { ledger: string; node: GrownNode; findings: Findings },
): Promise<void> {
  const key = { ledger, level: String(node.level), index: String(node.index) };
  const row = { check: "node", table: "ledger_node", key } as const;
  const wrong = (found: string) => new Mismatch({ ...row, column: "index", expected: String(node.index), found });
  const index = BigInt(node.index);
  let stored = await nodes.next(node.level, index);
  for (; stored && stored.index < index; stored = await nodes.next(node.level, index)) {
    findings.add(wrong(`index ${stored.index}`));
  }
  if (!stored) return findings.add(wrong("no row"));
  const [expected, found] = [node.hash.toString("base64"), stored.hash.toString("base64")];
  findings.try(() => mustEqual({ ...row, column: "hash", expected, found }));
}

/** Columns of a block without which nobody knows which entries are its own. */
const PLACES = new Set(["height", "first_index", "tree_size"]);

/** @returns what the next block has to follow. @throws {Mismatch} when the walk cannot go on */
function checkBlockAsFarAsItGoes(block: Block, { walked, options }: { walked: Walked; options: WalkOptions }): Block {
  const { ledger, findings } = options;
  try {
    checkBlock(block, walked.last, { ledger });
    return block;
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error;
    findings.add(error);
    if (PLACES.has(error.finding.column)) throw error;
    // Nobody is held to the time of a block that is wrong.
    return { ...block, time: walked.last?.time ?? new Date(0) };
  }
}

/** The header that is a leaf states the tree before it. */
function checkStatedRoot(
  block: Block,
  { tree, options, walked }: { tree: AuditTree; options: WalkOptions; walked: Walked },
): void {
  walked.headers += 1;
  if (walked.followsTo !== undefined) return;
  const key = { ledger: options.ledger.name, height: String(block.height) };
  const found = Buffer.from(parseBlockHeader(block.header)?.root ?? []).toString("base64");
  const expected = tree.root().toString("base64");
  const row = { check: "root", table: "ledger_block", key, column: "header" } as const;
  options.findings.try(() => mustEqual({ ...row, expected, found }));
}

/** @returns false when neither the block nor its checkpoint has the root of the tree: then no later one can. */
function checkRoot(block: Block, { tree, options }: { tree: AuditTree; options: WalkOptions }): boolean {
  const { ledger, keys, findings } = options;
  const row = { table: "ledger_block", key: { ledger: ledger.name, height: String(block.height) } };
  const root = tree.root();
  const found = Buffer.from(block.root).toString("base64");
  const isRoot = found === root.toString("base64");
  findings.try(() => mustEqual({ ...row, check: "root", column: "root", expected: root.toString("base64"), found }));
  const isSigned = findings.try(() => {
    checkCheckpoint(keys, {
      note: block.checkpoint,
      size: block.treeSize,
      root,
      block: ledger.format === 1 ? block.hash : undefined,
      row: { ...row, check: "checkpoint", column: "checkpoint" },
    });
    return true;
  });
  return isRoot || isSigned === true;
}
