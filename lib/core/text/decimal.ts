/** Decimals as the C2SP formats write them: ASCII digits, no sign, no leading zero, zero is `0`, at most 64 bits. */

const DECIMAL = /^(?:0|[1-9][0-9]{0,19})$/;
const DECIMAL_MAX = 2n ** 64n - 1n;

/** The value of a canonical unsigned 64-bit decimal, or undefined. */
export function parseDecimal(text: string): bigint | undefined {
  if (!DECIMAL.test(text)) return undefined;
  const value = BigInt(text);
  return value <= DECIMAL_MAX ? value : undefined;
}
