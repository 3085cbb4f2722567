/** The body of C2SP tlog-mirror `add-entries` (a draft): a header, then packages of entries that end at multiples of 256. */
import { DIGEST_BYTES, fromUtf8 } from "#lib/core/text/bytes.ts";
import type { BodyReader } from "./body-reader.ts";

export const PACKAGE_ENTRIES = 256n;
const PROOF_HASHES_MAX = 63;
const UINT16_BYTES = 2;
const UINT64_BYTES = 8;

export interface UploadHeader {
  origin: string;
  /** The entries [start, end) of the log are uploaded, or the first of them. */
  start: bigint;
  end: bigint;
}

/** Undefined for a malformed one, and when the body ends inside of it. The ticket is skipped: this mirror gives none. */
export async function readUploadHeader(body: BodyReader): Promise<UploadHeader | undefined> {
  const name = await readPrefixed(body);
  const origin = name && fromUtf8(name);
  if (!origin || !(await body.has(2 * UINT64_BYTES))) return undefined;
  const range = body.take(2 * UINT64_BYTES);
  const [start, end] = [range.readBigUInt64BE(0), range.readBigUInt64BE(UINT64_BYTES)];
  const ticket = await readPrefixed(body);
  return ticket === undefined || start > end ? undefined : { origin, start, end };
}

/** Bytes behind their length. */
async function readPrefixed(body: BodyReader): Promise<Buffer | undefined> {
  if (!(await body.has(UINT16_BYTES))) return undefined;
  const length = body.uint16(0);
  if (!(await body.has(UINT16_BYTES + length))) return undefined;
  return body.take(UINT16_BYTES + length).subarray(UINT16_BYTES);
}

/** The entries [start, end) of a package; its proof is of the subtree [first, end). */
export interface PackageRange {
  first: bigint;
  start: bigint;
  end: bigint;
}

/** The canonical sequence of packages, in order; none when there is nothing to upload. */
export function* packageRanges({ start, end }: { start: bigint; end: bigint }): Generator<PackageRange> {
  for (let first = start - (start % PACKAGE_ENTRIES); first < end; first += PACKAGE_ENTRIES) {
    const [from, to] = [first < start ? start : first, first + PACKAGE_ENTRIES];
    if (from < end) yield { first, start: from, end: to < end ? to : end };
  }
}

export interface EntryPackage {
  entries: Uint8Array[];
  /** The entries with their lengths, as an entry bundle of C2SP tlog-tiles has them. */
  bundle: Uint8Array;
  proof: Uint8Array[];
}

/** The next package, of so many entries; undefined when the body ends inside of it, or it has more hashes than a proof may. */
export async function readPackage(body: BodyReader, count: number): Promise<EntryPackage | undefined> {
  const starts: number[] = [];
  let at = 0;
  while (starts.length < count) {
    if (!(await body.has(at + UINT16_BYTES))) return undefined;
    starts.push(at);
    at += UINT16_BYTES + body.uint16(at);
  }
  if (!(await body.has(at + 1))) return undefined;
  const hashes = body.uint8(at);
  if (hashes > PROOF_HASHES_MAX || !(await body.has(at + 1 + hashes * DIGEST_BYTES))) return undefined;
  const bundle = body.take(at);
  const proof = body.take(1 + hashes * DIGEST_BYTES).subarray(1);
  return {
    bundle,
    entries: starts.map((start, index) => bundle.subarray(start + UINT16_BYTES, starts[index + 1] ?? at)),
    proof: Array.from({ length: hashes }, (_, index) =>
      proof.subarray(index * DIGEST_BYTES, (index + 1) * DIGEST_BYTES),
    ),
  };
}
