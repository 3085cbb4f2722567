/** Decimal numbers as texts, compared exactly: no amount ever becomes a binary fraction. */

/** @param one, other as fields of type number and amount have them (lib/core/claim/own-fields.ts). @returns as a comparator */
export function compareDecimals(one: string, other: string): number {
  const places = Math.max(placesOf(one), placesOf(other));
  const [left, right] = [scaled(one, places), scaled(other, places)];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

const placesOf = (decimal: string): number => decimal.split(".")[1]?.length ?? 0;

function scaled(decimal: string, places: number): bigint {
  const [whole = "", fraction = ""] = decimal.split(".");
  return BigInt(whole + fraction.padEnd(places, "0"));
}
