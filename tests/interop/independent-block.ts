/** Blocks in a tree, from the published formats alone: a header that is a leaf, its path, and the tree before it. */
import { check, decodeBase64, fieldsOf, sha256 } from "./independent-basics.ts";

const CLOCK_SLACK_MS = 5 * 60_000;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

type Place = { index: bigint; size: bigint; path: Buffer[] };

/** Root of the smallest tree that holds the leaf and its path: RFC 6962 section 2.1.1, read backwards. */
export function rootFrom(input: Place & { leaf: Buffer }): Buffer {
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

/** Root of the first `index` leaves: the path of the leaf behind them holds every left part of it. */
function rootBefore({ index, size, path }: Place): Buffer | undefined {
  if (size === 1n) return undefined;
  let k = 1n;
  while (k * 2n < size) k *= 2n;
  const left = path.at(-1);
  check(left !== undefined, "path long enough");
  const rest = path.slice(0, -1);
  if (index < k) return rootBefore({ index, size: k, path: rest });
  const right = rootBefore({ index: index - k, size: size - k, path: rest });
  return right === undefined ? left : sha256(Uint8Array.of(1), left, right);
}

function readNumber(text: unknown): bigint {
  check(typeof text === "string" && /^(0|[1-9]\d*)$/.test(text), "a number has one spelling");
  return BigInt(text);
}

function readHeader(text: unknown) {
  check(typeof text === "string" && text.endsWith("\n"), "header is text");
  const lines = text.split("\n");
  check(lines.length === 10 && lines[0] === "sealbook.block/v2", "header has its nine lines");
  const [, origin, height, first, count, size, root, time = "", previous] = lines;
  const header = {
    ...{ origin, height: readNumber(height), first: readNumber(first), count: readNumber(count) },
    ...{ size: readNumber(size), root: decodeBase64(root, 32), time, previous: decodeBase64(previous, 32) },
  };
  check(TIME.test(time) && new Date(time).toISOString() === time, "header has a time");
  check(header.count > 0n && header.first + header.count === header.size, "header counts rightly");
  const isFirst = [header.height === 0n, header.first === 0n, header.previous.equals(Buffer.alloc(32))];
  check(new Set(isFirst).size === 1 && header.first >= header.height * 2n, "header has its place in the chain");
  return header;
}

/** The extra `block` of a receipt: its header stands in the receipt's tree, states the tree before it, and covers the record. */
export function checkBlock(
  extra: unknown,
  about: { origin: string; index: bigint; size: bigint; root: Buffer; receivedAt: unknown },
): { height: bigint; time: string } {
  const { header: text, index: at, path: hashes } = fieldsOf(extra, ["header", "index", "kind", "path"]);
  const header = readHeader(text);
  check(Array.isArray(hashes), "a path is a list");
  const place = { index: readNumber(at), size: about.size, path: hashes.map((hash) => decodeBase64(hash, 32)) };
  check(header.origin === about.origin && header.size === place.index, "header is of this ledger and in its place");
  const leaf = sha256(Uint8Array.of(0), Buffer.from(String(text)));
  check(rootFrom({ ...place, leaf }).equals(about.root), "the header's path leads to the root");
  check(rootBefore(place)?.equals(header.root), "the header states the tree before it");
  check(header.first <= about.index && about.index < header.size, "the record is in the block");
  check(
    Date.parse(String(about.receivedAt)) <= Date.parse(header.time) + CLOCK_SLACK_MS,
    "the record was received before its block",
  );
  return { height: header.height, time: header.time };
}
