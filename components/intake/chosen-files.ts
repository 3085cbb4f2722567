/** Files out of a file picker, a folder picker, or a drop of files and folders together. */

/** More than this at a time no list of a page is for. */
export const CHOSEN_MAX = 5_000;
/** Folders nested deeper than this are left out, as are links that lead in circles. */
const DEPTH_MAX = 32;
/** What systems put into folders, and nobody means to record. */
const OF_THE_SYSTEM = new Set([".DS_Store", "Thumbs.db", "desktop.ini", ".localized"]);

export interface ChosenFile {
  file: File;
  /** The folders it lies in, as in "2026/loans"; empty for a file chosen by itself. */
  folder: string;
}

export interface Chosen {
  files: ChosenFile[];
  /** Files left out because they are the system's own. */
  system: number;
  /** Files and folders that could not be read, or lie too deep. */
  unreadable: number;
  /** There were more than are taken at a time. */
  tooMany: boolean;
}

/** 2 before 10. */
const NATURAL = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/** Files of a folder side by side, as file managers list them. */
export function inNaturalOrder(files: Iterable<ChosenFile>): ChosenFile[] {
  return [...files].sort((a, b) => NATURAL.compare(a.folder, b.folder) || NATURAL.compare(a.file.name, b.file.name));
}

/** From an `<input type="file">`, with `webkitdirectory` or without. */
export function chosenFrom(list: FileList | readonly File[], filesMax: number = CHOSEN_MAX): Chosen {
  const chosen: Chosen = { files: [], system: 0, unreadable: 0, tooMany: false };
  for (const file of list) take(chosen, { file, folder: folderOf(file.webkitRelativePath) }, filesMax);
  return chosen;
}

/**
 * From a drop. Must be called while the event is handled: what was dropped is gone afterwards.
 * Browsers without entries hand over the files alone.
 */
export function chosenFromDrop(transfer: DataTransfer, filesMax: number = CHOSEN_MAX): Promise<Chosen> {
  const entries = Array.from(transfer.items, (item) => item.webkitGetAsEntry?.() ?? null);
  const found = entries.filter((entry) => entry !== null);
  return found.length > 0 ? chosenFromEntries(found, filesMax) : Promise.resolve(chosenFrom(transfer.files, filesMax));
}

/** Walks entries to their files, folder by folder. */
export async function chosenFromEntries(
  entries: readonly FileSystemEntry[],
  filesMax: number = CHOSEN_MAX,
): Promise<Chosen> {
  const chosen: Chosen = { files: [], system: 0, unreadable: 0, tooMany: false };
  const waiting = entries.map((entry) => ({ entry, folder: "", depth: 0 }));
  for (let next = waiting.shift(); next && !chosen.tooMany; next = waiting.shift()) {
    const { entry, folder, depth } = next;
    try {
      if (isFile(entry)) take(chosen, { file: await fileOf(entry), folder }, filesMax);
      else if (depth >= DEPTH_MAX) chosen.unreadable += 1;
      else {
        const inside = folder ? `${folder}/${entry.name}` : entry.name;
        const children = await childrenOf(entry as FileSystemDirectoryEntry, filesMax);
        children.sort((a, b) => (a.name < b.name ? -1 : 1));
        waiting.unshift(...children.map((child) => ({ entry: child, folder: inside, depth: depth + 1 })));
      }
    } catch {
      chosen.unreadable += 1;
    }
  }
  return chosen;
}

function take(chosen: Chosen, file: ChosenFile, filesMax: number): void {
  if (OF_THE_SYSTEM.has(file.file.name)) chosen.system += 1;
  else if (chosen.files.length >= filesMax) chosen.tooMany = true;
  else chosen.files.push(file);
}

function folderOf(path: string): string {
  return path.split("/").slice(0, -1).join("/");
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** A reader hands over a hundred at a time, and none when it is done. */
async function childrenOf(folder: FileSystemDirectoryEntry, filesMax: number): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  while (all.length <= filesMax) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) break;
    all.push(...some);
  }
  return all;
}
