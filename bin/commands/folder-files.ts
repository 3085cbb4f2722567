/** The files of a folder, and of those inside it. */
import { opendir } from "node:fs/promises";
import { join } from "node:path";

export interface FolderFile {
  /** Where it lies. */
  path: string;
  /** Inside the folder, with slashes, as the file system spells it. */
  name: string;
}

/** In the order of their names, so that a second run meets them as the first one did. Links are not followed. @throws what the file system does */
export async function* filesBelow(folder: string, within = ""): AsyncGenerator<FolderFile> {
  const entries = [];
  for await (const entry of await opendir(folder)) entries.push(entry);
  entries.sort((one, other) => (one.name < other.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path, `${within}${entry.name}/`);
    else if (entry.isFile()) yield { path, name: within + entry.name };
  }
}
