/** The list of a bundle, as a reader keeps it, and what of a folder is in it. No server, no network. */
import { stat } from "node:fs/promises";
import { LIST_BYTES_MAX } from "#lib/core/bundle/limits.ts";
import type { FileLine } from "#lib/core/bundle/line.ts";
import { type FileList, readList } from "#lib/core/bundle/list.ts";
import { fromUtf8, toBase64 } from "#lib/core/text/bytes.ts";
import { CommandError } from "#lib/infra/terminal/command.ts";
import { hashFile, readFileUpTo } from "#lib/infra/terminal/files.ts";
import { progressLine } from "#lib/infra/terminal/terminal.ts";
import type { Say } from "#lib/infra/terminal/words.ts";
import { type FolderFile, filesBelow } from "./folder-files.ts";

/** @throws {CommandError} where the file is none */
export async function readListFile(path: string, say: Say): Promise<FileList> {
  const list = readList(fromUtf8(await readFileUpTo(path, { bytesMax: LIST_BYTES_MAX, say })) ?? "");
  if (list) return list;
  throw new CommandError(say("bundle.listMalformed", { path }), { code: "list_malformed" });
}

/** What became of a bundle's files: names as the list has them, of those added as the folder has them. */
export interface Compared {
  same: number;
  missing: string[];
  added: string[];
  changed: string[];
}

/** A folder against a list; or one file, which is in it under whatever name: nothing is missing then. @throws {CommandError} what cannot be read */
export async function compareWithList(path: string, { list, say }: { list: FileList; say: Say }): Promise<Compared> {
  const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
  return isFolder ? await compareFolder(path, { list, say }) : await compareFile(path, { list, say });
}

async function compareFile(path: string, { list, say }: { list: FileList; say: Say }): Promise<Compared> {
  const hashed = await hashFile(path, { say, sha3: true });
  const same = list.files.filter((file) => isSame(file, hashed)).length;
  return { same, missing: [], added: same === 0 ? [path] : [], changed: [] };
}

async function compareFolder(folder: string, { list, say }: { list: FileList; say: Say }): Promise<Compared> {
  const left = new Map(list.files.map((file) => [file.name, file]));
  const compared: Compared = { same: 0, missing: [], added: [], changed: [] };
  for await (const hashed of hashedBelow(folder, say)) {
    const { name } = hashed;
    const file = left.get(name);
    left.delete(name);
    if (file === undefined) compared.added.push(name);
    else if (isSame(file, hashed)) compared.same += 1;
    else compared.changed.push(name);
  }
  compared.missing = [...left.keys()];
  return compared;
}

interface Hashed {
  sha256: Uint8Array;
  sha3?: Uint8Array;
}

/** Under every digest that the list states of it. */
export function isSame(file: FileLine, { sha256, sha3 }: Hashed): boolean {
  const second = file["sha3-256"];
  return file.sha256 === toBase64(sha256) && (second === undefined || (sha3 && second === toBase64(sha3)) === true);
}

export interface HashedFile extends FolderFile, Hashed {
  size: number;
}

/** Each file of a folder, under its name in Unicode's composed form. @throws {CommandError} what cannot be read */
export async function* hashedBelow(folder: string, say: Say): AsyncGenerator<HashedFile> {
  const progress = progressLine();
  let files = 0;
  try {
    for await (const { path, name } of filesBelow(folder)) {
      const hashed = await hashFile(path, { say, sha3: true });
      files += 1;
      progress.show(() => say("bundle.hashing", { files }));
      yield { path, name: name.normalize("NFC"), ...hashed };
    }
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new CommandError(say("files.unreadable", { path: folder, reason: code ?? message }), {
      code: "file_unreadable",
    });
  } finally {
    progress.clear();
  }
}
