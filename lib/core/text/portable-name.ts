/**
 * Names of files that lie side by side in a folder of any system: what Windows refuses is left out, and no two are the same to a system
 * that takes large and small letters for one.
 */

// https://learn.microsoft.com/windows/win32/fileio/naming-a-file: these characters, names of devices, and a dot or blank at the end.
const REFUSED = /[<>:"/\\|?*\p{Cc}]/gu;
const DEVICES = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i;
const BAD_END = /[. ]+$/;
/** An ending as programs know them; "v1.2" has none. */
const ENDING = /(?<=.)\.(?=[0-9a-z]*[a-z])[0-9a-z]{1,10}$/i;
/** With what is added to it, a name stays below 255 bytes (ext4) and leaves a path of 260 characters (Windows) room for its folders. */
const STEM_BYTES_MAX = 190;
const STEM_CHARS_MAX = 110;
/** What is left of a name when nothing of it can be used. */
const UNNAMED = "_";

/** A file's name without its ending, fit for every system; more can be added to it. */
export function portableStem(name: string): string {
  const stem = shortened(name.normalize("NFC").replace(ENDING, "").replace(REFUSED, "_").trim()).replace(BAD_END, "");
  if (stem === "") return UNNAMED;
  return DEVICES.test(stem) ? `_${stem}` : stem;
}

function shortened(stem: string): string {
  let [bytes, chars] = [0, 0];
  for (const character of stem) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (bytes > STEM_BYTES_MAX || chars + character.length > STEM_CHARS_MAX) return stem.slice(0, chars);
    chars += character.length;
  }
  return stem;
}

/** Stems that were given out, each once: a second "loan" becomes "loan (2)". */
export class DistinctStems {
  readonly #taken = new Set<string>();
  /** How often a stem was asked for, so that a thousand of the same are not tried one by one. */
  readonly #asked = new Map<string, number>();

  /** @param stem as `portableStem` makes them */
  take(stem: string): string {
    const key = stem.toLowerCase();
    for (let number = (this.#asked.get(key) ?? 0) + 1; ; number++) {
      const distinct = number === 1 ? stem : `${stem} (${number})`;
      if (this.#taken.has(distinct.toLowerCase())) continue;
      this.#taken.add(distinct.toLowerCase());
      this.#asked.set(key, number);
      return distinct;
    }
  }
}
