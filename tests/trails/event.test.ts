/** A statement and the data that it binds have one spelling each, and whatever else comes is nothing. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { canonicalJson } from "#lib/core/text/canonical-json.ts";
import {
  DATA_V1,
  encodeTrailData,
  encodeTrailEvent,
  readTrailData,
  readTrailEvent,
  type TrailEvent,
} from "#lib/trails/event.ts";
import * as the from "./loan.ts";

const SALT = "BwcHBwcHBwcHBwcHBwcHBw==";
const { statement } = the.told(2, { ...the.IDENTIFIED, stated: "2026-11-22T09:59:00.000Z" });
const DATA = canonicalJson({
  ...{ data: DATA_V1, salt: SALT, inNameOf: "张𠮷" },
  fields: { amount: { type: "amount", value: "20000.00", currency: "CNY" } },
  context: {
    operator: "17",
    device: "phone",
    environment: "branch",
    address: "192.0.2.7",
    captured: the.hash("photo"),
  },
});

test("what is read is written as it came", () => {
  const event = readTrailEvent(statement);
  assert.ok(event);
  assert.equal(encodeTrailEvent(event), statement);
  const data = readTrailData(DATA);
  assert.ok(data);
  assert.equal(encodeTrailData(data), DATA);
});

test("a member too many, too few or of another form makes it no statement", () => {
  const base = JSON.parse(statement);
  const [attachment] = base.attachments;
  const wrong: Record<string, unknown>[] = [
    ...[{ more: 1 }, { statement: "sealbook.trail-event/v2" }, { trail: "x" }, { number: 0 }, { number: 1.5 }],
    ...[{ number: "2" }, { type: "Begin" }, { received: "2026-11-22 09:59" }, { stated: "2026-02-30T00:00:00.000Z" }],
    ...[{ role: "" }, { salt: "x" }, { data: "x" }, { actor: { ...base.actor, kind: "worker" } }],
    // A person acts for itself; only a program says whom it acts for.
    ...[{ actor: { ...base.actor, person: "7" } }, { actor: { ...base.actor, kind: "api-key", person: "a\nb" } }],
    // Only the first event and a move name a procedure, and a move has to.
    ...[{ procedure: the.LOAN }, { type: "move" }, { type: "begin", procedure: "x" }],
    ...[
      { attachments: [] },
      { attachments: [attachment, attachment] },
      { attachments: [{ ...attachment, kind: "sculpture" }] },
    ],
    { attachments: Array.from({ length: 15 }, (_, index) => ({ ...attachment, record: the.hash(`${index}`) })) },
  ];
  for (const change of wrong) {
    assert.equal(readTrailEvent(canonicalJson({ ...base, ...change })), undefined, JSON.stringify(change));
  }
  assert.ok(readTrailEvent(canonicalJson({ ...base, type: "begin", procedure: the.LOAN })));
  assert.ok(readTrailEvent(canonicalJson({ ...base, actor: { ...base.actor, kind: "api-key", person: "7" } })));
  assert.throws(() => encodeTrailEvent({ ...base, number: 0 }), TypeError);
});

test("a member too many, too few or of another form makes it no data", () => {
  const base = JSON.parse(DATA);
  const wrong: Record<string, unknown>[] = [
    ...[{ more: 1 }, { data: "x" }, { salt: "x" }, { fields: {} }, { context: {} }, { context: { weather: "x" } }],
    ...[{ context: { captured: "x" } }, { context: { device: "\u2028" } }, { inNameOf: "" }],
    ...[{ fields: { amount: { type: "amount", value: 20_000, currency: "CNY" } } }],
    ...[{ fields: { amount: { type: "amount", value: "Infinity", currency: "CNY" } } }],
  ];
  for (const change of wrong) {
    assert.equal(readTrailData(canonicalJson({ ...base, ...change })), undefined, JSON.stringify(change));
  }
  assert.throws(() => encodeTrailData({ ...base, salt: "" }), TypeError);
});

test("damaged texts are no statements, or such as are written as they came", () => {
  const again = (text: string) => {
    const event = readTrailEvent(text);
    if (event) assert.equal(encodeTrailEvent(event), text);
    const data = readTrailData(text);
    if (data) assert.equal(encodeTrailData(data), text);
  };
  fc.assert(
    fc.property(
      fc.constantFrom(statement, DATA),
      fc.nat(),
      fc.nat(4),
      fc.string({ maxLength: 4 }),
      (text, where, cut, put) => {
        const at = where % text.length;
        again(text.slice(0, at) + put + text.slice(at + cut));
      },
    ),
    { numRuns: 2_000 },
  );
  for (const text of ["", "null", "[]", "{}", '"x"', "[".repeat(100_000), `{"__proto__":${statement}}`]) again(text);
});

test("names that mean something to the language are unknown members and nothing more", () => {
  const text = statement.replace('{"actor"', '{"__proto__":{"role":"officer"},"actor"');
  assert.equal(readTrailEvent(text), undefined);
  assert.equal((readTrailEvent(statement) as TrailEvent).type, "check-identity");
});
