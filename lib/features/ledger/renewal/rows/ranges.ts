/** A renewed tree in ranges of leaves. */
import { jsonNumber } from "#lib/core/text/decimal.ts";
import type { Pin } from "../types.ts";
import type { LeafRange } from "./leaf-hasher.ts";

/** A multiple of a tile's 256, at which the queries' own cost does not count. */
export const LEAVES_PER_RANGE = 8_192;

/** Ranges of leaves, each with what vouched for its entries. */
export function rangesOf({ from, to, pins }: { from: number; to: number; pins: readonly Pin[] }): LeafRange[] {
  const runs = pins.map(({ size, digest }) => ({
    end: jsonNumber(size),
    digest: Buffer.from(digest).toString("base64"),
  }));
  const ranges: LeafRange[] = [];
  let run = 0;
  for (let first = from; first < to; first += LEAVES_PER_RANGE) {
    const count = Math.min(LEAVES_PER_RANGE, to - first);
    while (run < runs.length && (runs[run]?.end ?? 0) <= first) run += 1;
    let last = run;
    while (last < runs.length && (runs[last]?.end ?? 0) < first + count) last += 1;
    ranges.push({ first, count, runs: runs.slice(run, last + 1) });
  }
  return ranges;
}
