/** The sentences of a verdict, in both languages: what they promise, and what they leave open. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createTranslator } from "use-intl/core";
import type { Settled } from "#components/verification/outcome.ts";
import { verdictWords } from "#components/verification/verdict-words.ts";
import { parsePolicy } from "#lib/core/log/policy.ts";
import { openReceipt } from "#lib/core/receipt/open-receipt.ts";
import type { Step, Verification } from "#lib/core/verify/verification.ts";
import { verifyReceipt } from "#lib/core/verify/verify-receipt.ts";
import en from "#lib/i18n/generated/en.json" with { type: "json" };
import zhCN from "#lib/i18n/generated/zh-CN.json" with { type: "json" };
import { ledger, receiptBytes } from "#tests/core/receipt/receipt-fixture.ts";

const LANGUAGES = {
  en: { messages: en, wrongClock: /clock is wrong/ },
  "zh-CN": { messages: zhCN, wrongClock: /时钟不准/ },
};

const honest = verifyReceipt({ receipt: openReceipt(receiptBytes), policy: policyOf() });

function policyOf() {
  const policy = parsePolicy(`log ${ledger.key.text}\nquorum none\n`);
  return "error" in policy ? assert.fail(policy.error) : policy;
}

function wordsOf(verification: Verification, locale: keyof typeof LANGUAGES) {
  const t = createTranslator({ locale, messages: LANGUAGES[locale].messages, namespace: "verify" });
  const outcome: Settled = { kind: "checked", verification } as Settled;
  return verdictWords(outcome, {} as Parameters<typeof verdictWords>[1], t as Parameters<typeof verdictWords>[2]);
}

/** The honest verification, with another row for the timestamp. */
function withTimestamp(row: Pick<Step, "status" | "reason">): Verification {
  const steps = honest.steps.map((step) => (step.name === "timestamp" ? { ...step, ...row } : step));
  return row.status === "failed" ? { verdict: "failed", witnessed: false, steps } : { ...honest, steps };
}

for (const locale of ["en", "zh-CN"] as const) {
  test(`${locale}: a time that is still to come may be a wrong clock here, and nothing else that failed is`, () => {
    const early = wordsOf(withTimestamp({ status: "failed", reason: "time_implausible" }), locale);
    assert.equal(early.look, "failed");
    assert.match(early.body.join(), LANGUAGES[locale].wrongClock);
    const forged = wordsOf(withTimestamp({ status: "failed", reason: "token_signature_invalid" }), locale);
    assert.doesNotMatch(forged.body.join(), LANGUAGES[locale].wrongClock);
  });

  test(`${locale}: a timestamp that could not be checked is never called none`, () => {
    const none = wordsOf(honest, locale).time;
    for (const reason of [
      "algorithm_unknown",
      "certificate_missing",
      "constraints_not_evaluated",
      "timestamp_not_read",
    ] as const) {
      const { look, time } = wordsOf(withTimestamp({ status: "unchecked", reason }), locale);
      assert.equal(look, "valid");
      assert.ok(time !== undefined && time !== none, reason);
    }
  });
}

for (const [locale, altered] of [
  ["en", /altered or forged/],
  ["zh-CN", /改动过，或是伪造/],
] as const) {
  test(`${locale}: a receipt with anything changed is called altered or forged, and one that merely is not enough is not`, () => {
    const text = new TextDecoder().decode(receiptBytes);
    for (const [from, to] of [
      ["Example Ltd", "Example Inc"],
      ["2026", "2025"],
      [ledger.key.text.slice(-12, -4), "AAAAAAAA"],
    ] as const) {
      const changed = openReceipt(new TextEncoder().encode(text.replace(from, to)));
      const words = wordsOf(verifyReceipt({ receipt: changed, policy: policyOf() }), locale);
      assert.match(words.headline, altered, from);
      assert.ok(words.body.length === 2 && words.look === "failed");
    }
    const other = wordsOf(verifyReceipt({ receipt: openReceipt(receiptBytes), sha256: new Uint8Array(32) }), locale);
    assert.doesNotMatch(other.headline, altered, "another file is no forgery");
    const late = wordsOf(withTimestamp({ status: "failed", reason: "certificate_expired" }), locale);
    assert.doesNotMatch(late.headline, altered, "nor is a certificate that ended");
  });
}
