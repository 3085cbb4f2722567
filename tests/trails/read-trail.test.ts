/** Whoever holds the records of a trail proves its order, and that nothing is missing between two events; else it is said what is wrong. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { blinded } from "#lib/core/claim/entry.ts";
import { encodeRecord } from "#lib/core/claim/record.ts";
import { sha256, toBase64, utf8 } from "#lib/core/text/bytes.ts";
import { type HeldEvent, readTrail } from "#lib/trails/read-trail.ts";
import { replay } from "#lib/trails/replay.ts";
import * as the from "./loan.ts";

let made = 0;
/** The record of a statement, behind that of another. */
function held(number: number, told: the.Told, after?: HeldEvent): HeldEvent & { index: bigint } {
  made += 1;
  const { statement, data } = the.told(number, told);
  const before = after && utf8(after.record);
  const record = encodeRecord({
    ...{
      record: "sealbook.record/v2",
      id: the.uuid(5_000 + made),
      kind: "event",
      digests: { sha256: the.hash(statement) },
    },
    ...{ details: the.hash("details"), receivedAt: "2026-11-22T13:45:00.123Z" },
    salt: toBase64(sha256(utf8(`${made}`)).slice(0, 16)),
    submitter: { name: "Bank", organisation: the.uuid(2) },
    ...(before && { parents: [{ role: "previous", record: toBase64(sha256(before)) }] }),
    ...(before && { claim: { after: toBase64(blinded("after", before)) } }),
  });
  return { record: new TextDecoder().decode(record), statement, ...(data && { data }), index: BigInt(made) };
}

/** A trail of these events, each behind the one before. */
function chainOf(told: readonly the.Told[]) {
  const events: ReturnType<typeof held>[] = [];
  for (const [at, each] of told.entries()) events.push(held(at + 1, each, events.at(-1)));
  return events;
}
const at = <T>(items: readonly T[], place: number): T => {
  const item = items[place];
  assert.ok(item);
  return item;
};
const events = chainOf(the.WHOLE);

test("a whole trail is proven in whatever order it is handed over, and replayed", () => {
  for (const given of [events, events.toReversed(), [...events, ...events]]) {
    const { isProven, flaws, events: read } = readTrail(given);
    assert.deepEqual([isProven, flaws], [true, []]);
    const steps = replay(read, new Map([[the.LOAN, the.machineOf(the.LOAN_TEXT)]]));
    assert.equal(steps.at(-1)?.position?.state, "closed");
    assert.ok(steps.every(({ isWhole, refusal }) => isWhole && refusal === undefined));
  }
});

test("an event left out between two others is missing, and the trail is not proven", () => {
  const { isProven, chain } = readTrail(events.toSpliced(3, 1));
  assert.equal(isProven, false);
  assert.deepEqual(
    chain.missing.map(({ record }) => record),
    [the.hash(at(events, 3).record)],
  );
});

test("two that follow one event are a fork, and both are named", () => {
  const other = held(4, the.approvedBy(the.COLIN), at(events, 2));
  const { isProven, chain } = readTrail([...events, other]);
  assert.equal(isProven, false);
  assert.deepEqual(
    chain.branches.map(({ follows, places }) => [follows, places.map(({ record }) => record)]),
    [[the.hash(at(events, 2).record), [the.hash(at(events, 3).record), the.hash(other.record)]]],
  );
});

test("what the ledger has besides, behind the last event that is held, is missing", () => {
  const last = at(events, 7);
  const follower = { index: 99n, follows: the.hash(last.record), record: the.hash("another") };
  assert.equal(readTrail(events, [follower]).isProven, false);
  assert.equal(readTrail(events, []).isProven, true);
});

test("a statement, or its data, that is not what was recorded is refused by name", () => {
  const first = at(events, 0);
  const second = at(events, 1);
  const swap = (change: Partial<HeldEvent>) => readTrail([first, { ...second, ...change }]).flaws;
  assert.deepEqual(swap({}), []);
  assert.deepEqual(swap({ statement: second.statement.replace("officer", "cashier") }), [
    { code: "not_of_the_record", place: 1 },
  ]);
  assert.deepEqual(swap({ statement: `${second.statement} ` }), [{ code: "not_a_statement", place: 1 }]);
  assert.deepEqual(swap({ record: "{}" }), [{ code: "not_an_event", place: 1 }]);
  assert.deepEqual(swap({ data: second.data?.replace("face", "fact") ?? "" }), [
    { code: "data_not_of_the_statement", place: 1 },
  ]);
  assert.deepEqual(readTrail([{ ...first, data: second.data ?? "" }]).flaws, [
    { code: "data_not_of_the_statement", place: 0 },
  ]);
});

test("events of two trails, and numbers that are not their places, are told", () => {
  const stranger = held(2, { ...the.IDENTIFIED, trail: the.uuid(77) }, at(events, 0));
  assert.deepEqual(readTrail([at(events, 0), stranger]).flaws, [{ code: "another_trail", place: 1 }]);
  const third = held(3, the.IDENTIFIED, at(events, 0));
  const { isProven, flaws } = readTrail([third, at(events, 0)]);
  assert.deepEqual([isProven, flaws], [false, [{ code: "number_not_its_place", place: 0 }]]);
});

test("without any event nothing is proven", () => {
  assert.equal(readTrail([]).isProven, false);
  assert.equal(readTrail(events.slice(1)).isProven, false);
});
