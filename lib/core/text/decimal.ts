/** Whole numbers in texts. Decimals as the C2SP formats write them: ASCII digits, no sign, no leading zero, zero is `0`, at most 64 bits. */

const DECIMAL = /^(?:0|[1-9][0-9]{0,19})$/;
const DECIMAL_MAX = 2n ** 64n - 1n;

/** The value of a canonical unsigned 64-bit decimal, or undefined. */
export function parseDecimal(text: string): bigint | undefined {
  if (!DECIMAL.test(text)) return undefined;
  const value = BigInt(text);
  return value <= DECIMAL_MAX ? value : undefined;
}

/**
 * The value as a JSON number, which is exact up to 2^53 - 1 (RFC 8259 section 6); undefined for a larger one, of which no
 * wrong number shall be told.
 */
export function exactNumber(value: bigint): number | undefined {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : undefined;
}

/** As `exactNumber`, where there is none larger. @throws {RangeError} */
export function jsonNumber(value: bigint): number {
  const number = exactNumber(value);
  if (number === undefined) throw new RangeError(`${value} is no JSON number`);
  return number;
}
