/**
 * Block headers: one batch appended to the ledger, chained by the hash of the header before. What the chain adds to the tree is
 * the bounds and the times of the batches, and that none is missing. Whoever holds a checkpoint, a receipt or a cosignature holds the
 * ledger to all of that as well: in format 1 the checkpoint names the header's hash in an extension line, in format 2 the header is a
 * leaf of the tree, the last of its block.
 */
import { DIGEST_BYTES, equalBytes, fromBase64, fromUtf8, sha256, toBase64, utf8 } from "../text/bytes.ts";
import { parseDecimal } from "../text/decimal.ts";
import { isLine, isTime } from "../text/json-fields.ts";
import { type Checkpoint, ORIGIN_CHARS_MAX } from "./checkpoint.ts";

/** Of a ledger: how its blocks are bound to its tree. It never changes. */
export type LedgerFormat = 1 | 2;
const VERSIONS: Record<string, LedgerFormat> = { "sealbook.block/v1": 1, "sealbook.block/v2": 2 };
/** `previous` of the block at height 0. */
export const FIRST_PREVIOUS: Uint8Array = new Uint8Array(DIGEST_BYTES);
const HEADER_BYTES_MAX = 2048;
const HEADER_LINES = 9;
const HEADER_START = utf8("sealbook.block/");
const BLOCK_LINE_START = "sealbook.block/v1 ";

export type BlockHeader = {
  format: LedgerFormat;
  origin: string;
  height: bigint;
  firstIndex: bigint;
  /** Leaves of records, at least 1: a header that is a leaf does not count itself. */
  leafCount: number;
  /** firstIndex + leafCount. In format 2 the tree *before* the header's own leaf, whose index this is. */
  treeSize: bigint;
  /** Of the tree of that size. */
  root: Uint8Array;
  /** `YYYY-MM-DDTHH:MM:SS.mmmZ`. */
  time: string;
  previous: Uint8Array;
};

/** Nine lines, each ended by LF. Throws RangeError for a header that `parseBlockHeader` would refuse. */
export function encodeBlockHeader(header: BlockHeader): Uint8Array {
  const lines = [
    `sealbook.block/v${header.format}`,
    header.origin,
    header.height,
    header.firstIndex,
    header.leafCount,
    header.treeSize,
    toBase64(header.root),
    header.time,
    toBase64(header.previous),
  ];
  const bytes = utf8(lines.map((line) => `${line}\n`).join(""));
  if (parseBlockHeader(bytes) === undefined) throw new RangeError("not a block header");
  return bytes;
}

/** The header that bytes are; undefined unless they are canonical and consistent in themselves. */
export function parseBlockHeader(bytes: Uint8Array): BlockHeader | undefined {
  const text = bytes.length <= HEADER_BYTES_MAX ? fromUtf8(bytes) : undefined;
  const lines = text?.split("\n") ?? [];
  if (lines.length !== HEADER_LINES + 1 || lines[HEADER_LINES] !== "") return undefined;
  const [version = "", origin, heightText = "", firstText = "", countText = "", sizeText = ""] = lines;
  const [rootText = "", time, previousText = ""] = lines.slice(6);
  const format = Object.hasOwn(VERSIONS, version) ? VERSIONS[version] : undefined;
  const height = parseDecimal(heightText);
  const firstIndex = parseDecimal(firstText);
  const leafCount = Number(parseDecimal(countText) ?? 0);
  const treeSize = parseDecimal(sizeText);
  const root = fromBase64(rootText);
  const previous = fromBase64(previousText);
  if (format === undefined || !isLine(origin, ORIGIN_CHARS_MAX) || !isTime(time)) return undefined;
  if (height === undefined || firstIndex === undefined || treeSize === undefined) return undefined;
  if (root?.length !== DIGEST_BYTES || previous?.length !== DIGEST_BYTES) return undefined;
  const header = { format, origin, height, firstIndex, leafCount, treeSize, root, time, previous };
  return isConsistent(header) ? header : undefined;
}

function isConsistent(header: BlockHeader): boolean {
  const { format, height, firstIndex, leafCount, treeSize, previous } = header;
  if (!Number.isSafeInteger(leafCount) || leafCount < 1 || firstIndex + BigInt(leafCount) !== treeSize) return false;
  const isFirst = height === 0n;
  // Every block before has a record, and in format 2 its header: that many leaves at least.
  const isBehind = height * BigInt(format) <= firstIndex;
  return isFirst === (firstIndex === 0n) && isFirst === equalBytes(previous, FIRST_PREVIOUS) && isBehind;
}

/** SHA-256 of the header's bytes. */
export function blockHash(header: Uint8Array): Uint8Array {
  return sha256(header);
}

/** The extension line, without its LF, by which a checkpoint of format 1 names the block that it was signed for. */
export function blockLine(hash: Uint8Array): string {
  if (hash.length !== DIGEST_BYTES) throw new RangeError("a block's hash is 32 bytes long");
  return `${BLOCK_LINE_START}${toBase64(hash)}`;
}

/** The line of a checkpoint that names a block, whether well-formed or not; undefined when there is none. */
export function findBlockLine(checkpoint: Checkpoint): string | undefined {
  return checkpoint.extensions.find((line) => line.startsWith(BLOCK_LINE_START));
}

/** Whether bytes that were logged say to be a header, well-formed or not: no entry of a record begins so. */
export function isHeaderEntry(entry: Uint8Array): boolean {
  return HEADER_START.every((byte, at) => entry[at] === byte);
}
