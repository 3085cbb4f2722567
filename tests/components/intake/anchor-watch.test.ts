/** The page that waits for the seal: it asks little, misses nothing, and stops asking. */
import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { AnchorWatch } from "#components/intake/anchor-watch.ts";

const SECOND_MS = 1_000;
const HOUR_SECONDS = 3_600;

beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "Date"] }));
afterEach(() => mock.timers.reset());

/** Lets time pass, a second at a time, with everything that waits for an answer in between. */
async function pass(seconds: number) {
  for (let second = 0; second < seconds; second++) {
    mock.timers.tick(SECOND_MS);
    for (let turn = 0; turn < 200; turn++) await Promise.resolve();
  }
}

function watchOver(anchored: Set<string>, hidden = () => false) {
  const asked: string[] = [];
  const watch = new AnchorWatch({
    isHidden: hidden,
    ask: async (id) => {
      asked.push(id);
      if (id === "unreachable") throw new Error("no connection");
      return anchored.has(id);
    },
  });
  return { watch, asked };
}

test("who waits is told once, when it is anchored, and is not asked about again", async () => {
  const anchored = new Set<string>();
  const { watch, asked } = watchOver(anchored);
  let told = 0;
  watch.subscribe("1", () => told++);
  await pass(5);
  assert.deepEqual([watch.news("1"), told], ["waiting", 0]);
  anchored.add("1");
  await pass(10);
  assert.deepEqual([watch.news("1"), told], ["anchored", 1]);
  const before = asked.length;
  await pass(60);
  assert.equal(asked.length, before);
});

test("a hundred records that wait cost no more questions than one; all are told when their block comes", async () => {
  const anchored = new Set<string>();
  const { watch, asked } = watchOver(anchored);
  const ids = Array.from({ length: 100 }, (_, at) => String(at).padStart(3, "0"));
  let told = 0;
  for (const id of ids.toReversed()) watch.subscribe(id, () => told++);
  await pass(20);
  assert.ok(asked.length < 15, `${asked.length} questions`);
  assert.deepEqual([...new Set(asked)], ["000"]);
  for (const id of ids) anchored.add(id);
  await pass(15);
  assert.equal(told, 100);
});

test("it asks ever more slowly, says when it takes too long, and ends; a new record wakes it", async () => {
  const { watch, asked } = watchOver(new Set());
  let told = 0;
  watch.subscribe("1", () => told++);
  await pass(60);
  assert.deepEqual([watch.news("1"), told], ["late", 1]);
  await pass(HOUR_SECONDS);
  const { length } = asked;
  assert.ok(length <= 50, `${length} questions in an hour`);
  await pass(60);
  assert.equal(asked.length, length);
  watch.subscribe("2", () => {});
  await pass(2);
  assert.ok(asked.length > length);
});

test("a lost connection is asked again, a hidden page asks nothing, and who left is forgotten", async () => {
  const { watch, asked } = watchOver(new Set());
  const leave = watch.subscribe("unreachable", () => {});
  await pass(5);
  assert.ok(asked.length > 1);
  leave();
  const { length } = asked;
  await pass(60);
  assert.equal(asked.length, length);

  let hidden = true;
  const away = watchOver(new Set(["1"]), () => hidden);
  away.watch.subscribe("1", () => {});
  await pass(30);
  assert.equal(away.asked.length, 0);
  hidden = false;
  await pass(20);
  assert.equal(away.watch.news("1"), "anchored");
});
