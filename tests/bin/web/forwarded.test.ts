import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { watchForwarded } from "../../../bin/web/forwarded.ts";

test("the first forwarded request is told of once, and a window in which most are such each time", async () => {
  let first = 0;
  const mostly: object[] = [];
  const watch = watchForwarded({ first: () => (first += 1), mostly: (seen) => mostly.push(seen), windowMs: 30 });
  watch.saw(false);
  assert.equal(first, 0);
  for (const isForwarded of [true, true]) watch.saw(isForwarded);
  await sleep(40);
  watch.saw(true);
  assert.deepEqual([first, mostly], [1, [{ requests: 4, forwarded: 3 }]]);
  // One stranger among many who writes the header himself.
  for (const isForwarded of [true, false, false]) watch.saw(isForwarded);
  await sleep(40);
  watch.saw(false);
  assert.deepEqual([first, mostly.length], [1, 1]);
});
