/** A chart's scale: whole counts at even distances, never lower than what is shown on it. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { chartAxis } from "#components/ui/chart-axis.ts";

describe("the scale of a chart", () => {
  it("is the one a person would draw", () => {
    assert.deepEqual(chartAxis(0), { top: 1, ticks: [0, 1] });
    assert.deepEqual(chartAxis(1), { top: 1, ticks: [0, 1] });
    assert.deepEqual(chartAxis(3), { top: 3, ticks: [0, 1, 2, 3] });
    assert.deepEqual(chartAxis(7), { top: 8, ticks: [0, 2, 4, 6, 8] });
    assert.deepEqual(chartAxis(1_234_567), { top: 1_500_000, ticks: [0, 500_000, 1_000_000, 1_500_000] });
  });

  it("reaches the largest count with few whole steps", () => {
    fc.assert(
      fc.property(fc.nat(2 ** 31 - 1), (most) => {
        const { top, ticks } = chartAxis(most);
        assert.ok(top >= most && top <= Math.max(1, most * 2.5), `${most}: ${top}`);
        assert.equal(ticks.at(-1), top);
        assert.ok(ticks.length >= 2 && ticks.length <= 5, ticks.join());
        assert.ok(ticks.every((tick, at) => Number.isInteger(tick) && tick === (top / (ticks.length - 1)) * at));
      }),
    );
  });
});
