/** What a sender states: read in one spelling or refused with its reason, and written into a contract as contracts are written. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { holds } from "#lib/features/contracts/templates/schema/conditions.ts";
import {
  capitalNumerals,
  clauseNumber,
  spelled,
  spelledAmount,
  spelledDate,
} from "#lib/features/contracts/templates/schema/spelling.ts";
import { readValues } from "#lib/features/contracts/templates/schema/values.ts";
import type { Condition, ContractValue } from "#lib/features/contracts/templates/types.ts";

const VALUES: ContractValue[] = [
  { kind: "text", name: "id_number", label: "ID", required: true, mask: "999999AA**", charsMax: 10 },
  {
    kind: "amount",
    name: "amount",
    label: "Amount",
    required: true,
    currency: "CNY",
    min: "1000.00",
    max: "1000000.00",
  },
  { kind: "date", name: "begins", label: "From", required: false, from: "2026-01-01", until: "2026-12-31" },
  { kind: "choice", name: "repaid", label: "Repaid", required: true, options: ["monthly", "at the end"] },
  {
    ...{ kind: "text", name: "guarantor", label: "Guarantor", required: true },
    when: { value: "amount", is: "greater", than: "500000.00" },
  },
];
const GOOD = { id_number: "123456ABC9", amount: "1,000.5", begins: "2026年3月1日", repaid: "monthly" };
const faultsOf = (given: Record<string, string>) =>
  readValues(VALUES, { ...GOOD, ...given }).refused.map(({ value, fault, limit }) =>
    `${value} ${fault} ${limit}`.trim(),
  );

describe("values of a contract", () => {
  it("are read in their one spelling", () => {
    const { stated, refused } = readValues(VALUES, GOOD);
    assert.deepEqual(refused, []);
    const expected = { id_number: "123456ABC9", amount: "1000.50", begins: "2026-03-01", repaid: "monthly" };
    assert.deepEqual({ ...stated }, expected);
    assert.equal(readValues(VALUES, { ...GOOD, amount: "１０００．５" }).stated.amount, "1000.50");
  });

  it("are each refused with its reason, and all at once", () => {
    assert.deepEqual(faultsOf({ id_number: "" }), ["id_number missing"]);
    assert.deepEqual(faultsOf({ id_number: "12345XABC9" }), ["id_number mask 999999AA**"]);
    assert.deepEqual(faultsOf({ id_number: "123456ABC99" }), ["id_number too_long 10"]);
    for (const hidden of ["1\n2", "1\u202e2"])
      assert.deepEqual(faultsOf({ id_number: hidden }), ["id_number not_a_line"]);
    for (const amount of ["a lot", "1e5", "-5", "1,00", "1.234", "0x10", "1 000,5"])
      assert.deepEqual(faultsOf({ amount }), ["amount not_amount"], amount);
    assert.deepEqual(faultsOf({ amount: "999.99" }), ["amount too_small 1000.00"]);
    assert.deepEqual(faultsOf({ amount: "1000000.01" }), ["amount too_great 1000000.00"]);
    for (const begins of ["2026-02-30", "01/02/2026", "tomorrow"])
      assert.deepEqual(faultsOf({ begins }), ["begins not_date"], begins);
    assert.deepEqual(faultsOf({ begins: "2025-12-31" }), ["begins too_early 2026-01-01"]);
    assert.deepEqual(faultsOf({ begins: "2027-01-01" }), ["begins too_late 2026-12-31"]);
    assert.deepEqual(faultsOf({ repaid: "never" }), ["repaid not_option monthly, at the end"]);
    assert.deepEqual(faultsOf({ nonsense: "1", repaid: "" }), ["nonsense unknown", "repaid missing"]);
    assert.deepEqual(faultsOf({ constructor: "1" }), ["constructor unknown"]);
  });

  it("are asked for only under their condition", () => {
    assert.deepEqual(faultsOf({ guarantor: "王五" }), ["guarantor not_asked"]);
    assert.deepEqual(faultsOf({ amount: "500000.01" }), ["guarantor missing"]);
    assert.deepEqual(faultsOf({ amount: "500000.01", guarantor: "王五" }), []);
  });
});

describe("conditions", () => {
  const stated = { amount: "900.00", begins: "2026-05-01", repaid: "monthly" };
  const is = (condition: Condition) => holds(condition, { values: VALUES, stated });

  it("compare amounts as amounts, dates as dates, and what was not given as absent", () => {
    assert.equal(is({ value: "amount", is: "greater", than: "89.00" }), true);
    assert.equal(is({ value: "amount", is: "less", than: "1000.00" }), true);
    assert.equal(is({ value: "amount", is: "greater", than: "900.00" }), false);
    assert.equal(is({ value: "begins", is: "greater", than: "2026-04-30" }), true);
    assert.equal(is({ value: "begins", is: "less", than: "2026-05-01" }), false);
    assert.equal(is({ value: "repaid", is: "equal", than: "monthly" }), true);
    assert.equal(is({ value: "repaid", is: "unequal", than: "monthly" }), false);
    assert.equal(is({ value: "guarantor", is: "absent" }), true);
    assert.equal(is({ value: "guarantor", is: "given" }), false);
    assert.equal(is({ value: "guarantor", is: "unequal", than: "x" }), true);
    assert.equal(is({ value: "guarantor", is: "equal", than: "x" }), false);
  });

  it("are joined by all and any", () => {
    const yes = { value: "repaid", is: "given" } as const;
    const no = { value: "guarantor", is: "given" } as const;
    assert.equal(is({ all: [yes, no] }), false);
    assert.equal(is({ all: [yes, yes] }), true);
    assert.equal(is({ any: [yes, no] }), true);
    assert.equal(is({ any: [no, no] }), false);
  });
});

describe("the spelling of values", () => {
  it("has capital numerals as the rules for bills want them", () => {
    const cases = {
      "0.00": "零元整",
      "0.05": "伍分",
      "0.50": "伍角整",
      "1.05": "壹元零伍分",
      "10.00": "壹拾元整",
      "1680.32": "壹仟陆佰捌拾元叁角贰分",
      "107000.53": "壹拾万零柒仟元伍角叁分",
      "16409.02": "壹万陆仟肆佰零玖元零贰分",
      "325.04": "叁佰贰拾伍元零肆分",
      "100010.00": "壹拾万零壹拾元整",
      "120000.00": "壹拾贰万元整",
      "100000000.00": "壹亿元整",
      "10050000000.00": "壹佰亿零伍仟万元整",
      "1000500000000.00": "壹万零伍亿元整",
      "1000000000000.00": "壹万亿元整",
      "999999999999999.99": "玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
    };
    for (const [amount, words] of Object.entries(cases))
      assert.equal(capitalNumerals(amount), `人民币${words}`, amount);
  });

  it("has amounts, dates and clauses as each language writes them", () => {
    assert.equal(spelledAmount("1234567.80", { currency: "CNY", language: "zh-CN" }), "人民币1,234,567.80元");
    assert.equal(spelledAmount("1234567.80", { currency: "CNY", language: "en" }), "CNY 1,234,567.80");
    assert.equal(spelledAmount("0.80", { currency: "EUR", form: "plain", language: "en" }), "0.80");
    assert.equal(spelledDate("2026-11-05", "zh-CN"), "2026年11月5日");
    assert.equal(spelledDate("2026-11-05", "en"), "5 November 2026");
    const counted = [1, 10, 11, 20, 21, 100, 101, 110, 111].map((number) => clauseNumber(number, "zh-CN"));
    const words = "一 十 十一 二十 二十一 一百 一百零一 一百一十 一百一十一";
    assert.deepEqual(
      counted,
      words.split(" ").map((each) => `第${each}条`),
    );
    assert.equal(clauseNumber(12, "en"), "12.");
  });

  it("fills placeholders, leaves a blank for what was not given, and takes no value for a placeholder", () => {
    const document = { language: "zh-CN" as const, values: VALUES };
    const stated = { amount: "1000.50", begins: "2026-03-01" };
    const text = "借款{{amount}}（{{amount:words}}），自{{begins}}起，{{guarantor}}担保，编号{{mark_number}}";
    const filled = "借款人民币1,000.50元（人民币壹仟元伍角整），自2026年3月1日起，＿＿＿＿担保，编号K7M2";
    assert.equal(spelled(text, { document, stated, number: "K7M2" }), filled);
    const sly = { document, stated: { guarantor: "{{amount}}" }, number: "K7M2" };
    assert.equal(spelled("{{guarantor}}", sly), "{{amount}}");
  });
});
