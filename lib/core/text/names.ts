/** One rule for every name that one person gives and another reads: nothing in it hides, or turns what stands around it. */

// Control characters, half surrogate pairs, separators of lines and paragraphs, marks that turn the direction of text
// (Unicode Standard Annex 9), what is shown as nothing (Annex 44, Default_Ignorable_Code_Point: spaces without a width,
// fillers, tags, selectors), and the marks of interlinear annotation.
const HIDDEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/u;

// Letters, their marks and their digits in writing where joiners change what is read; elsewhere a joiner only hides.
const JOINING = ["Adlam", "Arabic", "Hanifi_Rohingya", "Mandaic", "Mongolian", "Nko", "Phags_Pa", "Syriac"];
const BRAHMIC = ["Bengali", "Devanagari", "Gujarati", "Gurmukhi", "Kannada", "Khmer", "Malayalam", "Myanmar", "Oriya"];
const MORE_BRAHMIC = ["Sinhala", "Tamil", "Telugu", "Tibetan"];
const scripts = [...JOINING, ...BRAHMIC, ...MORE_BRAHMIC].map((name) => `\\p{Script=${name}}`).join("");
// Vowel marks of Arabic and Syriac belong to no script of their own.
const JOINED = `[${scripts}\\u064b-\\u0655\\u0670]`;
const VIRAMA = "[\\u094d\\u09cd\\u0a4d\\u0acd\\u0b4d\\u0bcd\\u0c4d\\u0ccd\\u0d4d\\u0dca]";
const EMOJI_BEFORE = "[\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\ufe0f]";

/** Where a character that shows nothing is part of the writing. */
const IN_PLACE = new RegExp(
  [
    // RFC 5892 appendices A.1 and A.2: after a virama, or between letters that join.
    `(?<=${VIRAMA})[\\u200c\\u200d]`,
    `(?<=${JOINED})[\\u200c\\u200d](?=${JOINED})`,
    // Unicode Technical Standard 51: sequences of emoji, their colour or black and white, keycaps, flags of regions.
    `(?<=${EMOJI_BEFORE})\\u200d(?=\\p{Extended_Pictographic})`,
    "(?<=\\p{Extended_Pictographic})[\\ufe0e\\ufe0f]",
    "(?<=[0-9#*])\\ufe0f(?=\\u20e3)",
    "(?<=\\u{1f3f4})[\\u{e0061}-\\u{e007a}]{2}[\\u{e0030}-\\u{e0039}\\u{e0061}-\\u{e007a}]{1,3}\\u{e007f}",
    // The form of a Chinese character that somebody's name is written with (Unicode Technical Standard 37).
    "(?<=\\p{Script=Han})[\\ufe00-\\ufe0d\\u{e0100}-\\u{e01ef}]",
    // Forms of letters inside Mongolian words.
    "(?<=\\p{Script=Mongolian})[\\u180b-\\u180f]",
  ].join("|"),
  "gu",
);

/** Whether a text has characters that its reader would not see, or that would make the reader see another text. */
export function hasHiddenCharacters(text: string): boolean {
  return findHiddenCharacter(text) !== undefined;
}

/** Where the first such character stands, in UTF-16 code units; undefined when there is none. */
export function findHiddenCharacter(text: string): number | undefined {
  return HIDDEN.exec(text.replace(IN_PLACE, ({ length }) => "x".repeat(length)))?.index;
}
