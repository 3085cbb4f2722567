/** Both languages say everything: the same messages with the same parameters, none missing, none empty. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";

type Messages = { [key: string]: string | Messages };

function flatten(messages: Messages, prefix = ""): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, value] of Object.entries(messages)) {
    const path = prefix ? `${prefix}.${key}` : key;
    if (typeof value === "string") flat.set(path, value);
    else for (const [inner, text] of flatten(value, path)) flat.set(inner, text);
  }
  return flat;
}

const read = (locale: string): Map<string, string> =>
  flatten(JSON.parse(readFileSync(`lib/i18n/messages/${locale}.json`, "utf8")) as Messages);
const parameters = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{\s*(\w+)/g)].map(([, name = ""]) => name))].sort();

describe("messages", () => {
  const en = read("en");
  const zh = read("zh-CN");

  it("every message exists in both languages", () => {
    assert.ok(en.size > 50);
    assert.deepEqual(
      [...en.keys()].filter((key) => !zh.has(key)),
      [],
      "missing in zh-CN",
    );
    assert.deepEqual(
      [...zh.keys()].filter((key) => !en.has(key)),
      [],
      "missing in en",
    );
  });

  it("no message is empty, and both languages use the same parameters", () => {
    for (const [key, text] of en) {
      const other = zh.get(key) ?? "";
      assert.ok(text.trim() !== "" && other.trim() !== "", `${key} is empty`);
      const plural = /\bplural\b|\bselect\b/.test(text + other);
      if (!plural) assert.deepEqual(parameters(other), parameters(text), key);
    }
  });

  it("Chinese messages are Chinese", () => {
    const untranslated = [...zh].filter(([key, text]) => text === en.get(key) && /[a-z]{4,}\s+[a-z]{3,}/.test(text));
    assert.deepEqual(untranslated, []);
  });
});
