/**
 * The rule for the name of a file in a folder: names by the rule of `fileNameFlaw`, one inside the other, with a slash between them. So it
 * is relative, leads nowhere else, and is one and the same on every system.
 */
import { type FileNameFlaw, fileNameFlaw } from "./file-name.ts";

/** UTF-16 code units of the whole. */
export const PATH_CHARS_MAX = 1024;
/** Of Windows, which a path does not begin with elsewhere. */
const DRIVE = /^[A-Za-z]:/;

/** What is wrong with a path; undefined when it is one in its composed form (Unicode Annex 15, NFC). Places count in the whole path. */
export function pathFlaw(given: string): FileNameFlaw | undefined {
  const path = given.normalize("NFC");
  if (path.length > PATH_CHARS_MAX) return { flaw: "too_long", character: "–", place: PATH_CHARS_MAX + 1 };
  if (DRIVE.test(path)) return { flaw: "character", character: "U+003A", place: 2 };
  let before = 0;
  for (const name of path.split("/")) {
    const flaw = fileNameFlaw(name);
    if (flaw) return { ...flaw, place: before + flaw.place };
    before += [...name].length + 1;
  }
  return undefined;
}
