import assert from "node:assert/strict";
import { test } from "node:test";
import { negotiate } from "#lib/i18n/locale.ts";
import { translator } from "#lib/i18n/translator.ts";

test("the language that was chosen wins over what the browser asks for", () => {
  assert.equal(negotiate("en", "zh-CN,zh;q=0.9"), "en");
  assert.equal(negotiate("zh-CN", "en"), "zh-CN");
});

test("a cookie that names no language of ours counts as none", () => {
  for (const cookie of ["fr", "zh", "", "EN", "__proto__"]) assert.equal(negotiate(cookie, "zh-TW"), "zh-CN");
});

test("the browser's wishes count in their order of preference, and any Chinese is Chinese", () => {
  assert.equal(negotiate(undefined, "fr, de;q=0.9, zh-Hant-TW;q=0.8, en;q=0.7"), "zh-CN");
  assert.equal(negotiate(undefined, "zh;q=0.1, en-GB;q=0.2"), "en");
  assert.equal(negotiate(undefined, "en, zh"), "en");
  assert.equal(negotiate(undefined, "en;q=0, zh_CN"), "zh-CN");
});

test("without a wish that we can meet the language is English", () => {
  for (const header of [
    undefined,
    null,
    "",
    "*",
    "fr",
    "zho",
    ";;;,,,",
    "zh;q=nonsense",
    `${"x,".repeat(100_000)}zh`,
  ]) {
    assert.equal(negotiate(undefined, header), "en");
  }
});

test("messages outside pages are found in both languages, and a missing one throws instead of being shown", () => {
  assert.equal(translator("zh-CN")("common.copyWhat", { what: "摘要" }), "复制摘要");
  assert.equal(translator("en")("common.copyWhat", { what: "digest" }), "Copy digest");
  assert.throws(() => translator("en")("common.nowhere" as "common.copyWhat"));
});
