/**
 * Revisions of a PDF: what was saved incrementally stands behind what was there before (ISO 32000-1 section 7.5.6), so that an earlier
 * file is a prefix of the later one, to the byte.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { equalBytes } from "#lib/core/text/bytes.ts";

const END = [0x25, 0x25, 0x45, 0x4f, 0x46];
/** Places that may be the end of a revision; files that people sign and fill in have a few. */
const ENDS_MAX = 256;
const LF = 0x0a;
const CR = 0x0d;

/** Lengths of the prefixes that end where a revision may end, ascending: after `%%EOF`, and after the line end that follows. */
export function revisionEnds(pdf: Uint8Array): number[] {
  const ends = new Set<number>();
  for (let at = pdf.indexOf(0x25); at >= 0 && ends.size < ENDS_MAX; at = pdf.indexOf(0x25, at + 1)) {
    if (!END.every((byte, offset) => pdf[at + offset] === byte)) continue;
    const end = at + END.length;
    ends.add(end);
    if (pdf[end] === LF || pdf[end] === CR) ends.add(end + 1);
    if (pdf[end] === CR && pdf[end + 1] === LF) ends.add(end + 2);
  }
  return [...ends].sort((left, right) => left - right);
}

/** Length of the prefix that has a digest (SHA-256); undefined where none has. Each byte is hashed once. */
export function prefixWithDigest(pdf: Uint8Array, digest: Uint8Array): number | undefined {
  const hash = sha256.create();
  let hashed = 0;
  for (const end of revisionEnds(pdf)) {
    hash.update(pdf.subarray(hashed, end));
    hashed = end;
    if (equalBytes(hash.clone().digest(), digest)) return end;
  }
  return undefined;
}
