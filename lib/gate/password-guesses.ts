/**
 * How many guesses a password takes somebody who knows what people choose: common and leaked passwords by rank (49,000 of them, from
 * @zxcvbn-ts/language-common), words that belong to its owner, runs on a keyboard, sequences, repeats, and single characters
 * for the rest. The idea is zxcvbn's (Wheeler, USENIX Security 2016); here it is bounded for every input.
 */
import { adjacencyGraphs, dictionary } from "@zxcvbn-ts/language-common";

/** What is judged of a password: beyond that nothing makes it worse. */
const JUDGED_CHARS_MAX = 64;
const WORD_CHARS_MIN = 3;
const WORD_CHARS_MAX = 24;
const RUN_CHARS_MIN = 3;
/** Bits of what an attacker tries first: one of a handful. */
const OWN_WORD_BITS = 3;
/** A run, however long: where it begins, which way it goes, and where it ends. */
const RUN_BITS = 6;
const REPEAT_BITS = 2;
/** A letter of another script than Latin. */
const OTHER_LETTER_BITS = 10;
const BITS_OF: readonly [RegExp, number][] = [
  [/\d/, Math.log2(10)],
  [/[a-z]/i, Math.log2(26)],
  [/[\x20-\x7e]/, 5],
];

/** Characters that are typed for others: 4 for a, $ for s. */
const TYPED_FOR: Record<string, string> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "8": "b",
  "@": "a",
  $: "s",
  "!": "i",
  "|": "l",
  "+": "t",
};

let ranks: Map<string, number> | undefined;
function rankOf(word: string): number | undefined {
  ranks ??= new Map(dictionary["passwords-common"].map((each, at): [string, number] => [String(each), at + 1]));
  return ranks.get(word);
}

/**
 * The bits of the cheapest way to put the password together: 2^bits guesses.
 *
 * @param own words that belong to its owner, in lower case
 */
export function guessBits(password: string, own: readonly string[]): number {
  const text = [...password.normalize("NFKC").toLowerCase()].slice(0, JUDGED_CHARS_MAX);
  const words = new Set(own.filter((word) => word.length > 0));
  const best: number[] = [0];
  for (let at = 0; at < text.length; at += 1) {
    const base = best[at] ?? Number.POSITIVE_INFINITY;
    const offer = (length: number, bits: number): void => {
      best[at + length] = Math.min(best[at + length] ?? Number.POSITIVE_INFINITY, base + bits);
    };
    offer(1, bitsOf(text[at] ?? ""));
    for (const [length, bits] of piecesAt(text, at, words)) offer(length, bits);
  }
  return best[text.length] ?? 0;
}

function bitsOf(character: string): number {
  return BITS_OF.find(([kind]) => kind.test(character))?.[1] ?? OTHER_LETTER_BITS;
}

/** What begins at a place and costs less than its characters: its length and its bits. */
function* piecesAt(text: readonly string[], at: number, own: ReadonlySet<string>): Generator<[number, number]> {
  for (const relation of RELATIONS) {
    let length = 1;
    while (at + length < text.length && relation(text[at + length - 1] ?? "", text[at + length] ?? "")) length += 1;
    // Every beginning of a run is one.
    for (let part = RUN_CHARS_MIN; part <= length; part += 1) yield [part, RUN_BITS];
  }
  for (let back = 1; back <= at; back += 1) {
    let length = 0;
    while (at + length < text.length && text[at + length] === text[at + length - back]) length += 1;
    for (let part = RUN_CHARS_MIN; part <= length; part += 1) yield [part, REPEAT_BITS];
  }
  const longest = Math.min(text.length - at, Math.max(WORD_CHARS_MAX, ...[...own].map((word) => word.length)));
  for (let length = 2; length <= longest; length += 1) {
    const part = text.slice(at, at + length);
    const bits = wordBits(part, own);
    if (bits !== undefined) yield [length, bits];
  }
}

/** Of a word as it stands, with other characters typed for its letters, or backwards. */
function wordBits(part: readonly string[], own: ReadonlySet<string>): number | undefined {
  const word = part.join("");
  const meant = part.map((character) => TYPED_FOR[character] ?? character).join("");
  if (own.has(word) || own.has(meant)) return OWN_WORD_BITS;
  if (part.length < WORD_CHARS_MIN) return undefined;
  const rank = rankOf(word);
  if (rank !== undefined) return Math.log2(rank + 1);
  const other = rankOf(meant) ?? rankOf([...part].reverse().join(""));
  return other === undefined ? undefined : Math.log2(other + 1) + 1;
}

const NEIGHBOURS = new Map(
  Object.entries(adjacencyGraphs.qwerty).map(([key, near]) => [key, (near ?? []).map((each) => each ?? "").join("")]),
);

/** How one character follows another in a run: the same, the next or the one before in the alphabet, a neighbour on the keyboard. */
const RELATIONS: readonly ((before: string, after: string) => boolean)[] = [
  (before, after) => before === after,
  (before, after) => code(after) === code(before) + 1,
  (before, after) => code(after) === code(before) - 1,
  (before, after) => before !== after && (NEIGHBOURS.get(before)?.includes(after) ?? false),
];

function code(character: string): number {
  return character.codePointAt(0) ?? 0;
}
