/** Pages have their messages taken apart (next.config.js), all other programs as they are written: both say the same. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import format, { type CompiledMessage } from "icu-minify/format";
import { createTranslator } from "use-intl/core";
import { catalogue } from "#lib/i18n/catalogue.ts";
import { LOCALES } from "#lib/i18n/locale.ts";

const formatters = {
  getDateTimeFormat: (...given: ConstructorParameters<typeof Intl.DateTimeFormat>) => new Intl.DateTimeFormat(...given),
  getNumberFormat: (...given: ConstructorParameters<typeof Intl.NumberFormat>) => new Intl.NumberFormat(...given),
  getPluralRules: (...given: ConstructorParameters<typeof Intl.PluralRules>) => new Intl.PluralRules(...given),
};
/** What a message may name: a number where it counts, a tag where it has one, else a text. */
function valuesOf(message: string, count: number) {
  const names = [...message.matchAll(/\{(\w+)\s*(?:,\s*(\w+))?/g)].map(([, name = "", kind]) => [
    name,
    kind && kind !== "select" ? count : `‹${name}›`,
  ]);
  const tags = [...message.matchAll(/<(\w+)>/g)].map(([, name = ""]) => [
    name,
    (chunks: unknown) => `[${name} ${[chunks].flat().join("")}]`,
  ]);
  return Object.fromEntries([...names, ...tags]);
}
const joined = (text: unknown): string => [text].flat(Infinity).join("");

function* messagesIn(given: object, path = ""): Generator<[string, unknown]> {
  for (const [key, value] of Object.entries(given)) {
    if (typeof value === "object" && !Array.isArray(value)) yield* messagesIn(value, `${path}${key}.`);
    else yield [`${path}${key}`, value];
  }
}

for (const locale of LOCALES) {
  test(`every message of ${locale}, with none, one and many of what it counts`, () => {
    const file = new URL(`../../lib/i18n/generated/parsed/${locale}.json`, import.meta.url);
    const parsed = new Map(messagesIn(JSON.parse(readFileSync(file, "utf8"))));
    const written = [...messagesIn(catalogue[locale])];
    assert.ok(written.length > 3_000);
    assert.deepEqual(
      [...parsed.keys()],
      written.map(([key]) => key),
    );
    const t = createTranslator({ locale, messages: catalogue[locale], timeZone: "UTC" }) as unknown as {
      rich(key: string, values: object): unknown;
    };
    for (const [key, message] of written) {
      for (const count of [0, 1, 1_234_567]) {
        const values = valuesOf(String(message), count);
        const shown = format(parsed.get(key) as CompiledMessage, locale, values, { formatters, timeZone: "UTC" });
        assert.equal(joined(shown), joined(t.rich(key, values)), key);
      }
    }
  });
}
