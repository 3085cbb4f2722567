/** Messages of features come together as one, and no feature speaks for another. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { gatherMessages } from "../../../bin/steps/gather-messages.mjs";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "sealbook-messages-"));
  for (const locale of ["en", "zh-CN"]) put(`lib/i18n/messages/${locale}.json`, { common: { close: locale } });
});
afterEach(() => rmSync(root, { recursive: true }));

function put(path: string, messages: object): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), JSON.stringify(messages));
}

function putBoth(feature: string, messages: object): void {
  for (const locale of ["en", "zh-CN"]) put(`lib/features/${feature}/messages/${locale}.json`, messages);
}

const gathered = (locale: string) => JSON.parse(readFileSync(join(root, `lib/i18n/generated/${locale}.json`), "utf8"));

test("what a feature says is there beside what all say, in both languages", () => {
  putBoth("outbox", { outbox: { title: "Outbox" } });
  putBoth("accounts/members", { members: { title: "Members" }, mail: { invitation: "Come" } });
  putBoth("accounts/passwords", { mail: { reset: "Anew" } });
  gatherMessages({ root });
  assert.deepEqual(gathered("zh-CN"), {
    common: { close: "zh-CN" },
    members: { title: "Members" },
    mail: { invitation: "Come", reset: "Anew" },
    outbox: { title: "Outbox" },
  });
  assert.equal(gathered("en").common.close, "en");
});

test("a message that two files have is refused by name, and what was gathered before stays", () => {
  putBoth("outbox", { outbox: { title: "Outbox" } });
  gatherMessages({ root });
  putBoth("accounts/members", { outbox: { title: "Mine" } });
  assert.throws(() => gatherMessages({ root }), /outbox\/messages\/en\.json: the message outbox\.title/);
  putBoth("accounts/members", { outbox: "Mine" });
  assert.throws(() => gatherMessages({ root }), /the message outbox is in another file/);
  assert.equal(gathered("en").outbox.title, "Outbox");
});

test("a message that is not well-formed is refused by name, before a page shows its key", () => {
  putBoth("outbox", { outbox: { title: "{ 1: 1 }" } });
  assert.throws(() => gatherMessages({ root }), /outbox\.title is not well-formed/);
});
