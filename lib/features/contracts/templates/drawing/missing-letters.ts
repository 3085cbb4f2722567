/** Characters that no font here has: nothing is composed with a box in their place. */
import { substitutesIn } from "#lib/pdf/text.ts";
import type { Unit } from "#lib/pdf/unit.ts";

/** @param missing gets each of them */
export function noteMissing(units: readonly Unit[], missing: Set<string>): void {
  for (const label of substitutesIn(units)) missing.add(String.fromCodePoint(Number.parseInt(label.slice(2), 16)));
}
