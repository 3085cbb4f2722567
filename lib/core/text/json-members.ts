/** What JSON.parse keeps silent about: of members with one name it takes the last, so that two readers see two documents. */

/** A mark of the structure, or the beginning of a string; numbers, words and white space lie between. */
const MARK = /["{}[\],:]/g;

/**
 * The name of a member that an object of the text has twice; undefined when every name stands once.
 *
 * @param text what JSON.parse accepts
 */
export function repeatedMember(text: string): string | undefined {
  /** The names in each object that is open; undefined for an array. */
  const open: (Set<string> | undefined)[] = [];
  const mark = new RegExp(MARK);
  let [from, to] = [0, 0];
  for (let found = mark.exec(text); found; found = mark.exec(text)) {
    const [character] = found;
    if (character === '"') {
      from = found.index;
      to = endOfString(text, from);
      mark.lastIndex = to;
    } else if (character === "{") open.push(new Set());
    else if (character === "[") open.push(undefined);
    else if (character === "}" || character === "]") open.pop();
    else if (character === ":") {
      const names = open.at(-1);
      const name = String(JSON.parse(text.slice(from, to)));
      if (names?.has(name)) return name;
      names?.add(name);
    }
  }
  return undefined;
}

/** @param from where its first quote stands. @returns behind its last one */
function endOfString(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (text[at - 1 - backslashes] === "\\") backslashes += 1;
    if (backslashes % 2 === 0) return at + 1;
  }
  return text.length;
}
