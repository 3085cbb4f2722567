/** Text of unknown encoding: what tables are saved as by programs that do not say. */
import { SheetError } from "./cell.ts";

export const ENCODINGS = ["utf-8", "utf-16le", "utf-16be", "gb18030"] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** Enough to tell UTF-16 without a mark: half of it is zeros. */
const PROBE_BYTES = 4_096;
/** Of the probe's bytes of one parity. */
const ZEROS_SHARE = 0.3;

/**
 * A mark at the start decides; then whether it is UTF-8 throughout; then zeros in one parity. What is left is read as GB 18030 (2022), which
 * holds GBK and the four-byte names.
 *
 * @param bytes whole: half a file can be UTF-8 by chance
 */
export function detectEncoding(bytes: Uint8Array): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  const zeros = zerosByParity(bytes.subarray(0, PROBE_BYTES));
  if (zeros.odd > ZEROS_SHARE && zeros.even < zeros.odd / 2) return "utf-16le";
  if (zeros.even > ZEROS_SHARE && zeros.odd < zeros.even / 2) return "utf-16be";
  return isUtf8(bytes) ? "utf-8" : "gb18030";
}

/** Without its mark. @throws {SheetError} not_text, where bytes are none of the encoding's */
export function decode(bytes: Uint8Array, encoding: Encoding): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new SheetError("not_text");
  }
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function zerosByParity(probe: Uint8Array): { even: number; odd: number } {
  const counts = { even: 0, odd: 0 };
  for (const [at, byte] of probe.entries()) if (byte === 0) counts[at % 2 === 0 ? "even" : "odd"]++;
  const half = Math.max(1, probe.length / 2);
  return { even: counts.even / half, odd: counts.odd / half };
}
