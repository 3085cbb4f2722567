/** Files that a table names: of one folder, and of no other place, also behind links. */
import { realpath } from "node:fs/promises";
import { relative, resolve, sep } from "node:path";

/** What begins with a dot is hidden, as keys and settings are: a table names none of that. */
const HIDDEN = /^\.(?!\.?$)/;

/** Where a file lies that is named relative to a folder, links followed; undefined where the name leads out of it, or to what is hidden. */
export async function insideFolder(folder: string, name: string): Promise<string | undefined> {
  const path = resolve(folder, name);
  const [root = "", found = ""] = await Promise.all(
    [folder, path].map((each) => realpath(each).catch(() => resolve(each))),
  );
  // What is not there has no real path, and lies below the folder as that is written.
  const base = [root, resolve(folder)].find((each) => found.startsWith(each + sep));
  if (base === undefined) return undefined;
  const parts = [...name.split(/[\\/]/), ...relative(base, found).split(sep)];
  return parts.some((part) => HIDDEN.test(part)) ? undefined : found;
}
