/** Text that a stranger wrote, shown so that it cannot steer a terminal or pass for other text on a page. */

// Control, format, private and unassigned characters, lone surrogates, and separators of lines and paragraphs.
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** One line with everything spelt out that cannot be seen or turns the direction of the text around it. */
export function plain(text: string): string {
  return text.toWellFormed().replace(UNSEEN, (found) => `\\u{${(found.codePointAt(0) ?? 0).toString(16)}}`);
}
