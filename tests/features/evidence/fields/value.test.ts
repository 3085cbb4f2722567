/** What people type is a value in one form, or none: nothing is rounded, and nothing guessed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readFieldValue } from "#lib/features/evidence/fields/schema/value.ts";

const amount = (text: string) => readFieldValue({ type: "amount", currency: "CNY" }, text)?.value;
const of = (type: "text" | "number" | "date" | "time", text: string) => readFieldValue({ type }, text)?.value;

test("amounts: grouped thousands, signs of money and full-width digits are read, a decimal comma is not guessed", () => {
  const right = {
    "1,234.50": "1234.50",
    "¥1,234.50": "1234.50",
    "￥１２３４．５０": "1234.50",
    "CNY 5": "5",
    "5 cny": "5",
    "12.30元": "12.30",
  };
  for (const [text, value] of Object.entries(right)) assert.equal(amount(text), value, text);
  for (const text of ["1.234,50", "12,34", "1,23.5", "1e3", "+5", "007", "-0", "12,3a", "五元", "NaN", "1,2345"])
    assert.equal(amount(text), undefined, text);
  assert.deepEqual(readFieldValue({ type: "amount", currency: "CNY" }, "1"), {
    type: "amount",
    value: "1",
    currency: "CNY",
  });
  assert.equal(
    amount("123456789012345678901234567890.123456789012345678"),
    "123456789012345678901234567890.123456789012345678",
  );
});

test("days: year first in whatever marks; a day that no calendar has, or that may be two days, is none", () => {
  for (const text of ["2026-01-05", "2026/1/5", "2026.1.5", "2026年1月5日", "２０２６/1/5"])
    assert.equal(of("date", text), "2026-01-05", text);
  for (const text of ["05.01.2026", "1/5/2026", "2026-02-30", "2026-13-01", "46203", ""])
    assert.equal(of("date", text), undefined, text);
});

test("times: with a zone as they stand, without one on the clock of who types", () => {
  assert.equal(of("time", "2026-01-05T10:00:00+08:00"), "2026-01-05T02:00:00.000Z");
  assert.equal(of("time", "2026-01-05 10:00"), new Date("2026-01-05T10:00:00").toISOString());
  for (const text of ["2026-01-05 25:00", "10:00", "2026-01-05"]) assert.equal(of("time", text), undefined, text);
});

test("text stays what was typed, composed and trimmed; two lines, nothing and too much are none", () => {
  assert.equal(of("text", "  ＨＴ－２０２６ u\u0308 "), "ＨＴ－２０２６ ü");
  for (const text of ["", "   ", "a\nb", "x".repeat(257)]) assert.equal(of("text", text), undefined);
});
