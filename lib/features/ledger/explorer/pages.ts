/** Reads for the explorer, as plain JSON: numbers of the ledger in decimal, hashes in lower-case hex. */

import { entryKindOf, parseEntry } from "#lib/core/claim/entry.ts";
import { isStatementEntry } from "#lib/core/cose/statement.ts";
import { isHeaderEntry } from "#lib/core/log/block.ts";
import { parseCheckpoint } from "#lib/core/log/checkpoint.ts";
import { parseNote } from "#lib/core/log/note.ts";
import { recordsIn } from "#lib/core/log/records-in.ts";
import { DIGEST_BYTES, fromBase64, fromHex, fromUtf8, toBase64, toHex } from "#lib/core/text/bytes.ts";
import { parseDecimal } from "#lib/core/text/decimal.ts";
import { publicUrl } from "#lib/env.ts";
import { issuerKeyOf } from "#lib/features/ledger/sealing/rows/keys.ts";
import {
  countAll,
  findBlock,
  findEntry,
  findLedgerHead,
  listBlocks,
  listEntries,
  listLedgers,
} from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { readInclusionProof } from "#lib/features/ledger/sealing/rows/proofs.ts";
import {
  type Block,
  type Entry,
  explorerPath,
  FIRST_LEDGER,
  headerIndexOf,
  type LedgerHead,
} from "#lib/features/ledger/sealing/types.ts";
import { findHeightByHash } from "./rows/block-search.ts";
import { readFigures } from "./rows/figures-view.ts";
import { type GivenCheckpoint, givenOrigin, judgeCheckpoint } from "./rows/given-checkpoint.ts";
import { listNamedEntries } from "./rows/named-entries.ts";
import { RANGES, type Range } from "./schema/live.ts";
import { namedPath, readNamedBy, searchedIssuer } from "./schema/named.ts";
import { searchedNumber } from "./schema/search.ts";

const BLOCKS_PER_PAGE = 25;
const ENTRIES_PER_PAGE = 20;
/** Largest value of the database's bigint. */
const BIGINT_MAX = 2n ** 63n - 1n;
const QUERY_CHARS_MAX = 200;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The value of a path segment or query parameter; undefined when the ledger cannot have such a number. */
function parseNumber(text: string | undefined): bigint | undefined {
  const value = text === undefined ? undefined : parseDecimal(text);
  return value !== undefined && value <= BIGINT_MAX ? value : undefined;
}

async function readHead(ledger: string): Promise<LedgerHead> {
  const head = await findLedgerHead(ledger);
  if (!head) throw new Error(`There is no ledger ${ledger}.`);
  return head;
}

/** The ledger that an address names, the first one without a name, and all there are; undefined when it is none of them. */
export async function loadShownLedger(name: string = FIRST_LEDGER) {
  const ledgers = (await listLedgers()).map((ledger) => ledger.name);
  return ledgers.includes(name) ? { ledger: name, ledgers } : undefined;
}

/** What all ledgers count together: entries of records and blocks in decimal, and when the newest block came. */
export async function loadTotals() {
  const { entries, blocks, last } = await countAll();
  return { entries: String(entries), blocks: String(blocks), lastBlockTime: last?.toISOString() };
}

function headView({ ledger, block, treeSize, checkpoint }: LedgerHead) {
  const note = parseNote(checkpoint);
  const root = note && parseCheckpoint(note.text)?.root;
  return {
    name: ledger.name,
    origin: ledger.origin,
    verifierKey: ledger.verifierKey,
    format: ledger.format,
    records: String(recordsIn({ format: ledger.format, treeSize, blocks: (block?.height ?? -1n) + 1n })),
    treeSize: String(treeSize),
    height: block ? String(block.height) : undefined,
    lastBlockTime: block?.time.toISOString(),
    root: root ? toHex(root) : undefined,
    checkpoint,
    checkpointUrl: `${publicUrl}/ledger/${ledger.name}/checkpoint`,
  };
}

function blockRow(block: Block) {
  return {
    height: String(block.height),
    time: block.time.toISOString(),
    leafCount: block.leafCount,
    treeSize: String(block.treeSize),
    root: toHex(block.root),
  };
}

function entryRow({ index, entry, leafHash }: Pick<Entry, "index" | "entry" | "leafHash">) {
  const kind = isStatementEntry(entry) ? "statement" : entryKindOf(parseEntry(entry));
  const type = isHeaderEntry(entry) ? "block" : kind;
  return { index: String(index), type, leaf: toHex(leafHash) };
}

/** The ledger's figures and a page of its blocks, newest first, below height `before`. */
export async function loadExplorer(before: string | undefined, ledger: string = FIRST_LEDGER) {
  const head = await readHead(ledger);
  const blocks = await listBlocks({
    ledger: head.ledger.name,
    before: parseNumber(before),
    limit: BLOCKS_PER_PAGE,
  });
  const last = blocks.at(-1)?.height;
  return {
    head: headView(head),
    blocks: blocks.map(blockRow),
    older: last !== undefined && last > 0n ? String(last) : undefined,
  };
}

/** Blocks and entries over time, and what waits. `range` as it stands in the address. */
export async function loadFigures(range: string | undefined, ledger: string = FIRST_LEDGER) {
  const known = Object.keys(RANGES).find((name): name is Range => name === range);
  return await readFigures({ ledger, range: known ?? "day" });
}

/** What the ledger that a kept checkpoint names says about it; the first one, when it is none of ours. */
export async function loadGivenCheckpoint(text: string): Promise<GivenCheckpoint> {
  const origin = givenOrigin(text);
  const named = (await listLedgers()).find((ledger) => ledger.origin === origin);
  return await judgeCheckpoint(text, await readHead(named?.name ?? FIRST_LEDGER));
}

/** How many blocks and leaves there are, in decimal: what a page about a missing one says. */
export async function loadCounts(ledger: string = FIRST_LEDGER) {
  const { block, treeSize } = await readHead(ledger);
  return { blocks: String((block?.height ?? -1n) + 1n), entries: String(treeSize) };
}

/** A block with a page of its entries from index `from` on; undefined when there is none of this height. */
export async function loadBlock(heightText: string, from: string | undefined, ledger: string = FIRST_LEDGER) {
  const height = parseNumber(heightText);
  if (height === undefined) return undefined;
  const head = await readHead(ledger);
  const block = await findBlock({ ledger, height });
  if (!block) return undefined;
  const beyond = block.treeSize;
  const headerIndex = headerIndexOf(block);
  const asked = parseNumber(from) ?? block.firstIndex;
  const start = asked >= block.firstIndex && asked < beyond ? asked : block.firstIndex;
  const left = beyond - start;
  const limit = left < BigInt(ENTRIES_PER_PAGE) ? Number(left) : ENTRIES_PER_PAGE;
  const entries = await listEntries({ ledger, from: start, limit });
  const end = start + BigInt(limit);
  return {
    head: headView(head),
    block: {
      ...blockRow(block),
      firstIndex: String(block.firstIndex),
      lastIndex: String(block.firstIndex + BigInt(block.leafCount) - 1n),
      headerIndex: headerIndex === undefined ? undefined : String(headerIndex),
      headerPath:
        headerIndex === undefined ? undefined : (await readPath({ ledger, index: headerIndex, block })).map(toHex),
      previousHash: block.height > 0n ? toHex(block.previous) : undefined,
      hash: toHex(block.hash),
      header: fromUtf8(block.header) ?? "",
      checkpoint: block.checkpoint,
      verifierKey: issuerKeyOf(block.checkpoint, head.ledger.keys) ?? head.ledger.verifierKey,
    },
    previous: block.height > 0n ? String(block.height - 1n) : undefined,
    next: head.block && block.height < head.block.height ? String(block.height + 1n) : undefined,
    entries: entries.map(entryRow),
    moreFrom: end < beyond ? String(end) : undefined,
    fromFirst: start === block.firstIndex,
  };
}

/** An entry, with its path to the root that the checkpoint of its own block signs; undefined when there is none. */
export async function loadEntry(indexText: string, ledger: string = FIRST_LEDGER) {
  const index = parseNumber(indexText);
  if (index === undefined) return undefined;
  const head = await readHead(ledger);
  const found = await findEntry({ ledger, index });
  if (!found) return undefined;
  const { entry, block } = found;
  const parsed = parseEntry(entry.entry);
  return {
    ledger,
    entry: {
      ...entryRow(entry),
      bytes: fromUtf8(entry.entry) ?? toBase64(entry.entry),
      isText: fromUtf8(entry.entry) !== undefined,
      recordHash: parsed ? toHex(parsed.recordHash) : undefined,
    },
    block: blockRow(block),
    proof: (await readPath({ ledger, index, block })).map(toHex),
    previous: index > 0n ? String(index - 1n) : undefined,
    next: index + 1n < head.treeSize ? String(index + 1n) : undefined,
  };
}

/** A page of the entries that name an issuer or a subject, newest first; `by` is undefined where none is named that could be. */
export async function loadNamedEntries(
  asked: { issuer?: string | undefined; subject?: string | undefined; before?: string | undefined },
  ledger: string = FIRST_LEDGER,
) {
  const by = readNamedBy(asked.issuer, asked.subject);
  if (!by) return { by, entries: [], older: undefined };
  const rows = await listNamedEntries({ ledger, by, before: parseNumber(asked.before), limit: ENTRIES_PER_PAGE + 1 });
  const shown = rows.slice(0, ENTRIES_PER_PAGE);
  const last = rows.length > shown.length ? shown.at(-1) : undefined;
  return {
    by,
    entries: shown.map((row) => ({ ...entryRow(row), time: row.time.toISOString() })),
    older: last && `${explorerPath(ledger)}${namedPath(by)}&before=${last.index}`,
  };
}

/** From a leaf to the root of its own block. */
function readPath({ ledger, index, block }: { ledger: string; index: bigint; block: Block }): Promise<Uint8Array[]> {
  return readInclusionProof({ ledger, index, size: block.treeSize });
}

/**
 * The page that a search leads to: a block's or an entry's number (schema/search.ts), the hash of a block or its root (hex or
 * base64), the id of a record, or the DID of an issuer; for a checkpoint, which takes more lines than a search has, the page that judges one.
 * Undefined when the ledger knows nothing by that name.
 */
export async function findSearched(query: string, ledger: string = FIRST_LEDGER): Promise<string | undefined> {
  const text = query.trim().slice(0, QUERY_CHARS_MAX);
  const lower = text.toLowerCase();
  if (UUID.test(lower)) return `/v/${lower}`;
  const path = explorerPath(ledger);
  const issuer = searchedIssuer(text);
  if (issuer !== undefined) return `${path}${namedPath({ what: "issuer", issuer })}`;
  if (looksLikeCheckpoint(text)) return "/explorer/checkpoint";
  const searched = searchedNumber(text);
  const number = parseNumber(searched?.digits);
  if (searched?.what === "entry") {
    return number !== undefined && (await findEntry({ ledger, index: number }))
      ? `${path}/entries/${number}`
      : undefined;
  }
  const height = searched ? number : await heightOfHash(ledger, text);
  if (height === undefined || !(await findBlock({ ledger, height }))) return undefined;
  return `${path}/blocks/${height}`;
}

/** Of a search that found nothing: which block or entry it named, and how many there are; undefined when it named none. */
export async function loadMissing(query: string, ledger: string = FIRST_LEDGER) {
  const searched = searchedNumber(query.slice(0, QUERY_CHARS_MAX));
  if (!searched) return undefined;
  const { blocks, entries } = await loadCounts(ledger);
  return { ...searched, count: searched.what === "block" ? blocks : entries };
}

/** Its first line, or a line of a signature, or what a field of one line makes of a whole note. */
function looksLikeCheckpoint(text: string): boolean {
  return /^[^\s/]+\/(?:\S*\/)?ledger\/\S/.test(text) || text.startsWith("\u2014 ");
}

async function heightOfHash(ledger: string, text: string): Promise<bigint | undefined> {
  // People copy digests in groups.
  const hash = fromHex(text.toLowerCase().replaceAll(/\s/g, "")) ?? fromBase64(text);
  return hash?.length === DIGEST_BYTES ? findHeightByHash({ ledger, hash }) : undefined;
}
