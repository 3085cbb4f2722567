/** Who says what they see presses it (WCAG 2.5.3): the long name of a control holds the words that stand on it, also where no journey leads. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { it } from "node:test";
import en from "#lib/i18n/generated/en.json" with { type: "json" };
import zh from "#lib/i18n/generated/zh-CN.json" with { type: "json" };

/** What a component gives a control as its name, and what stands between its tags. */
const CONTROL =
  /<(?:Button|SubmitButton|LinkButton|TextLink|Link|a|button)\b(?:[^<]|=>)*?aria-label=\{t\("([\w.]+)"[^<]*?>\s*\{t\("([\w.]+)"/g;
const CONFIRMED = /\blabel=\{t\("([\w.]+)"[^}]*\)\}\s*longLabel=\{t\("([\w.]+)"/g;
const NAMESPACE = /useTranslations\("([\w.]+)"\)/g;

const textAt = (messages: unknown, key: string): unknown =>
  key.split(".").reduce((at, part) => (at as Record<string, unknown> | undefined)?.[part], messages);

/** Name and words of each control in the file, as whole keys. */
function controlsOf(path: string): { name: string; seen: string }[] {
  const source = readFileSync(path, "utf8");
  const spaces = Array.from(source.matchAll(NAMESPACE), ([, space = ""]) => space);
  const whole = (key = "") => {
    const known = spaces.map((space) => `${space}.${key}`).find((each) => typeof textAt(en, each) === "string");
    return known ?? assert.fail(`${path}: no message ${key}`);
  };
  return [
    ...Array.from(source.matchAll(CONTROL), ([, name, seen]) => ({ name: whole(name), seen: whole(seen) })),
    ...Array.from(source.matchAll(CONFIRMED), ([, seen, name]) => ({ name: whole(name), seen: whole(seen) })),
  ];
}

it("the name of a control holds what is seen of it, in both languages", () => {
  const controls = globSync("components/**/*.tsx").flatMap(controlsOf);
  assert.ok(controls.length >= 10, `only ${controls.length} found`);
  const torn = controls.flatMap(({ name, seen }) =>
    [en, zh]
      .map((messages) => [textAt(messages, seen), textAt(messages, name)].map(String))
      .filter(([words = "", label = ""]) => !label.toLowerCase().includes(words.toLowerCase()))
      .map(([words, label]) => `${name}: “${label}” does not say “${words}”`),
  );
  assert.deepEqual(torn, []);
});
