/** The evidence list's address: every address leads to a list, and days begin when the reader's do. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { dayRange, parseFilters, toFilter } from "#lib/features/evidence/records/schema/filters.ts";

const range = (from: string, to: string, zone: string) => {
  const found = dayRange(parseFilters({ from, to, zone }));
  return [found.from?.toISOString(), found.to?.toISOString()];
};

test("a day lasts from midnight to midnight on the clocks of its zone, also when they change", () => {
  assert.deepEqual(range("2026-11-22", "2026-11-22", "Asia/Shanghai"), [
    "2026-11-21T16:00:00.000Z",
    "2026-11-22T16:00:00.000Z",
  ]);
  // 23 hours long.
  assert.deepEqual(range("2026-03-08", "2026-03-08", "America/New_York"), [
    "2026-03-08T05:00:00.000Z",
    "2026-03-09T04:00:00.000Z",
  ]);
  // Clocks skip midnight: the day begins at one.
  assert.deepEqual(range("2018-11-04", "2018-11-04", "America/Sao_Paulo"), [
    "2018-11-04T03:00:00.000Z",
    "2018-11-05T02:00:00.000Z",
  ]);
  assert.deepEqual(range("2026-11-22", "2026-11-30", "Nowhere/Land"), [
    "2026-11-22T00:00:00.000Z",
    "2026-12-01T00:00:00.000Z",
  ]);
});

test("days that are none, or in the wrong order, are named instead of used", () => {
  assert.equal(parseFilters({ from: "2026-02-30" }).problem, "from");
  assert.equal(parseFilters({ to: "22.11.2026" }).problem, "to");
  assert.equal(parseFilters({ to: "9999-12-31" }).problem, "to");
  assert.equal(parseFilters({ from: "2026-11-23", to: "2026-11-22" }).problem, "swapped");
  assert.equal(parseFilters({ from: "2026-11-22", to: "2026-11-22" }).problem, undefined);
});

test("no address fails, and each leads back to itself", () => {
  const value = fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.constantFrom("recorded", "2026-11-22", "UTC"));
  const raw = fc.dictionary(
    fc.constantFrom(
      ...["q", "state", "who", "from", "to", "zone", "older", "newer", "__proto__", "ids", "tag", "value", "upload"],
    ),
    fc.oneof(value, fc.array(value), fc.constant(undefined)),
  );
  fc.assert(
    fc.property(raw, (parameters) => {
      const filters = parseFilters(parameters);
      if (!filters.problem) dayRange(filters);
      assert.ok(!filters.q.includes("\0"));
      const again = parseFilters(Object.fromEntries(new URL(filters.path, "http://localhost").searchParams));
      assert.equal(again.path, filters.path);
      assert.equal(again.state, filters.state);
    }),
  );
});

test("days are the reader's where the address names no zone, and the address's where it does", () => {
  const shanghai = parseFilters({ from: "2026-11-22" }, "Asia/Shanghai");
  assert.equal(dayRange(shanghai).from?.toISOString(), "2026-11-21T16:00:00.000Z");
  assert.match(shanghai.query, /zone=Asia%2FShanghai/, "whoever is sent the address sees the same days");
  assert.equal(parseFilters({ from: "2026-11-22", zone: "UTC" }, "Asia/Shanghai").zone, "UTC");
});

test("ids that are none find nothing, instead of everything", () => {
  const id = "01a228e2-76d1-74cc-ba2c-f1480f918301";
  assert.deepEqual(toFilter(parseFilters({ ids: id })).ids, [id]);
  for (const ids of ["x", "", `${id},`, `${id};${id}`, [id, id], Array.from({ length: 101 }, () => id).join(",")])
    assert.deepEqual(toFilter(parseFilters({ ids })).ids, [], String(ids));
  assert.equal(toFilter(parseFilters({})).ids, undefined);
});

test("a parameter given twice counts as absent, and nothing given is no filter", () => {
  assert.equal(parseFilters({ q: ["a", "b"] }).active, false);
  assert.equal(parseFilters({}).path, "/evidence");
  assert.equal(parseFilters({ older: "nonsense", newer: "nonsense" }).path, "/evidence");
  assert.equal(parseFilters({ older: "nonsense", newer: "nonsense" }).older, undefined);
});
