/** What may stand in a name: everything that people write with, nothing that its reader would not see. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { hasHiddenCharacters } from "#lib/core/text/names.ts";
import { nameSchema as fileNameSchema, mediaTypeSchema } from "#lib/features/evidence/records/schema/evidence.ts";
import { nameSchema } from "#lib/gate/parse-form.ts";

const HIDING: [what: string, text: string][] = [
  ["a right-to-left override", "contract\u202efdp.exe"],
  ["an Arabic letter mark", "a\u061cb"],
  ["an isolate", "a\u2066b\u2069"],
  ["a space without a width", "pay\u200bpal"],
  ["a word joiner", "a\u2060b"],
  ["a byte order mark", "\ufeffa"],
  ["a soft hyphen", "a\u00adb"],
  ["a Hangul filler", "a\u3164b"],
  ["a tag", "a\u{e0041}b"],
  ["text in tags behind a flag", "\u{1f3f4}\u{e0073}\u{e0065}\u{e0063}\u{e0072}\u{e0065}\u{e0074}\u{e0021}\u{e007f}"],
  ["tags behind something that is no flag", "a\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}"],
  ["a language tag", "\u{e0001}a"],
  ["a joiner between Latin letters", "pay\u200dpal"],
  ["a non-joiner between Latin letters", "pay\u200cpal"],
  ["a joiner between Chinese characters", "\u5408\u200d\u540c"],
  ["a joiner at the beginning", "\u200da"],
  ["a joiner at the end of an Arabic word", "\u0646\u0627\u0645\u0647\u200c"],
  ["two joiners", "\u0646\u0627\u0645\u0647\u200c\u200c\u0647\u0627"],
  ["a joiner after an emoji", "\u{1f468}\u200d"],
  ["a selector behind a letter", "a\ufe0f"],
  ["a selector behind a digit that is no keycap", "1\ufe0f"],
  ["two selectors", "\u845b\u{e0100}\u{e0101}"],
  ["a line feed", "a\nb"],
  ["a zero character", "a\0"],
  ["a line separator", "a\u2028b"],
  ["half a surrogate pair", "a\ud800"],
  ["interlinear annotation", "a\ufff9b\ufffa"],
];

const WRITING: [what: string, text: string][] = [
  ["Chinese", "蓝港银行 合同（2026）.pdf"],
  ["a Chinese character in a certain form", "葛\u{e0100}城"],
  ["Persian with a non-joiner", "نامه\u200cها.pdf"],
  ["Arabic with vowel marks and a joiner", "مُ\u200dم"],
  ["Hindi with a joiner behind a virama", "क्\u200dष.pdf"],
  ["Malayalam with a joiner at the end of a word", "അവന്\u200d"],
  ["Mongolian with a vowel separator", "\u182a\u180e\u1820"],
  ["a family", "👨\u200d👩\u200d👧\u200d👦"],
  ["an astronaut of some colour", "👩🏽\u200d🚀"],
  ["a rainbow flag", "🏳\ufe0f\u200d🌈"],
  ["the flag of Scotland", "\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}"],
  ["a keycap", "1\ufe0f\u20e3"],
  ["a heart", "❤\ufe0f"],
  ["Latin with marks", "résumé.pdf"],
  ["Hebrew", "חוזה.pdf"],
  ["Korean", "계약서.pdf"],
];

for (const [what, text] of HIDING) {
  test(`${what} is refused in every name`, () => {
    assert.equal(hasHiddenCharacters(text), true);
    assert.equal(fileNameSchema.safeParse(text).success, false);
    assert.equal(nameSchema.safeParse(`x${text}x`).success, false);
  });
}

for (const [what, text] of WRITING) {
  test(`${what} is a name`, () => {
    assert.equal(hasHiddenCharacters(text), false);
    assert.equal(fileNameSchema.safeParse(text).success, true);
    assert.equal(nameSchema.safeParse(text).success, true);
  });
}

test("whatever a name is made of, nothing in it turns its direction or is shown as nothing in the middle of Latin", () => {
  const character = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));
  fc.assert(
    fc.property(character, (unknown) => {
      const hidden = /[\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cs}]/u.test(unknown);
      assert.equal(hasHiddenCharacters(`a${unknown}b`), hidden || /[\p{Zl}\p{Zp}\ufff9-\ufffb]/u.test(unknown));
    }),
    { examples: [["\u061c"], ["\u200b"], ["\u{e0020}"], ["\u034f"]] },
  );
});

test("a media type has visible characters of ASCII alone", () => {
  for (const hidden of ["\u061c", "\u200b", "\u{e0041}", "\u202e", "\n", "\0", "\u00e9"]) {
    for (const text of [`application/pdf${hidden}`, `text/plain; charset="${hidden}"`, `te${hidden}xt/plain`]) {
      assert.equal(mediaTypeSchema.safeParse(text).success, false, JSON.stringify(text));
    }
  }
  assert.equal(mediaTypeSchema.safeParse('text/plain; charset="utf-8"').success, true);
});
