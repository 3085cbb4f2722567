/** What dies again and again rests longer and longer; what held for a while begins anew. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { restsBetween } from "../../../bin/start/rests.mjs";

test("rests double up to half a minute, and are short again after a minute that held", () => {
  let now = 0;
  const rests = restsBetween(() => now);
  const die = (afterMs: number) => {
    now += afterMs;
    const rest = rests.next();
    now += rest.ms;
    return rest;
  };
  const deaths = Array.from({ length: 10 }, () => die(1_000));
  assert.deepEqual(
    deaths.map(({ ms }) => ms),
    [250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000],
  );
  assert.deepEqual(
    deaths.map(({ times }) => times),
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  );
  assert.equal(die(59_000).times, 11);
  assert.deepEqual(die(60_000), { times: 1, ms: 250 });
});
