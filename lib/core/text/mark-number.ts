/**
 * Numbers of anti-forgery marks: fifteen random characters, some 74 bits that nobody guesses, and a check character, in groups that are read
 * out and typed without a mistake going by: `7K3M-9QXD-TR2V-H8P4`.
 *
 * Thirty-one characters, none of which is taken for another, and a prime: with a weight of its own for each place, the check character finds
 * every single wrong character and every two that were swapped.
 */
const CHARACTERS = "123456789ABCDEFGHJKMNPQRSTVWXYZ";
const RANDOM_CHARS = 15;
const GROUP_CHARS = 4;
/** The most of a byte's values that every character stands for alike. */
const EVEN_VALUES = Math.floor(256 / CHARACTERS.length) * CHARACTERS.length;
const ROUNDS_MAX = 64;

/** As it is written, here and everywhere. */
const SPELLED = /^(?:[1-9A-HJKMNP-TV-Z]{4}-){3}[1-9A-HJKMNP-TV-Z]{4}$/;
/** What people put between, and how some programs write hyphens. */
const BETWEEN = /[\s\-‐-―_.·]/gu;

/** @param random as many random bytes as are asked for */
export function makeMarkNumber(random: (bytes: number) => Uint8Array): string {
  let characters = "";
  for (let round = 0; characters.length < RANDOM_CHARS; round++) {
    if (round === ROUNDS_MAX) throw new Error("these bytes are not random");
    for (const byte of random(RANDOM_CHARS)) {
      if (byte < EVEN_VALUES && characters.length < RANDOM_CHARS) characters += CHARACTERS[byte % CHARACTERS.length];
    }
  }
  return grouped(characters + checkCharacter(characters));
}

/** The number as it is spelled, whatever stands between its characters, and in small letters or wide ones too; undefined where it is none. */
export function parseMarkNumber(text: string): string | undefined {
  if (text.length > 100) return undefined;
  const plain = text.normalize("NFKC").toUpperCase().replace(BETWEEN, "");
  // I and L are read as 1: neither is in any number.
  const characters = plain.replace(/[IL]/g, "1");
  const spelled = grouped(characters);
  const random = characters.slice(0, RANDOM_CHARS);
  return SPELLED.test(spelled) && characters.slice(RANDOM_CHARS) === checkCharacter(random) ? spelled : undefined;
}

/** Where its page is. @param site without a slash at its end */
export function markAddress(site: string, number: string): string {
  return `${site}/contracts/check/${number}`;
}

const grouped = (characters: string): string =>
  (characters.match(new RegExp(`.{1,${GROUP_CHARS}}`, "gu")) ?? []).join("-");

function checkCharacter(characters: string): string {
  const sum = Array.from(characters).reduce(
    (total, character, at) => total + (at + 2) * CHARACTERS.indexOf(character),
    0,
  );
  return CHARACTERS[sum % CHARACTERS.length] ?? "";
}
