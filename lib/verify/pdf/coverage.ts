/** Which bytes a signature covers (ISO 32000-2 section 12.8.1): all of a revision but the signature itself, or it proves nothing about the file. */
import { concat, equalBytes } from "#lib/core/text/bytes.ts";
import { fromHexDigits, toText } from "#lib/pdf/read/values.ts";

const OPEN = 0x3c;
const CLOSE = 0x3e;
const HEX = /^[0-9A-Fa-f\0\t\n\f\r ]*$/;
const END = /%%EOF[\0\t\n\f\r ]*$/;
const END_CHARS = 64;

export interface Covered {
  bytes: Uint8Array;
  /** Length of the revision that it is the signature of. */
  end: number;
}

/**
 * What a signature covers; undefined unless it is everything of a revision up to its end but the one string that is the signature's own.
 *
 * @param signature.contents of the string, as the dictionary has it
 */
export function coveredBytes(
  pdf: Uint8Array,
  { byteRange, contents }: { byteRange: readonly number[]; contents: Uint8Array },
): Covered | undefined {
  const [from = -1, gap = 0, on = 0, length = 0] = byteRange;
  const end = on + length;
  const isRange = byteRange.length === 4 && byteRange.every((each) => Number.isSafeInteger(each) && each >= 0);
  if (!isRange || from !== 0 || gap === 0 || on <= gap + 1 || end > pdf.length) return undefined;
  if (pdf[gap] !== OPEN || pdf[on - 1] !== CLOSE) return undefined;
  const digits = toText(pdf.subarray(gap + 1, on - 1));
  if (!HEX.test(digits) || !equalBytes(fromHexDigits(digits), contents)) return undefined;
  if (!END.test(toText(pdf.subarray(Math.max(on, end - END_CHARS), end)))) return undefined;
  return { bytes: concat(pdf.subarray(0, gap), pdf.subarray(on, end)), end };
}
