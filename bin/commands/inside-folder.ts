/** Files that a table names: of one folder, and of no other place, also behind links. */
import { realpath } from "node:fs/promises";
import { resolve, sep } from "node:path";

/** The path of a file that is named relative to a folder; undefined where the name leads out of it. */
export async function insideFolder(folder: string, name: string): Promise<string | undefined> {
  const path = resolve(folder, name);
  const [root, found] = await Promise.all([folder, path].map((each) => realpath(each).catch(() => resolve(each))));
  return found?.startsWith(`${root}${sep}`) || found?.startsWith(resolve(folder) + sep) ? path : undefined;
}
