/**
 * A mirror's folder: the ledger's files under the names that C2SP tlog-tiles gives them, so that any static server can serve it. Each
 * file is written beside its place and moved there; the checkpoint last, so that it never states what is not there. A process that
 * is killed leaves whole files, and at most rests in `.writing`, which the next one clears away.
 */
import { randomBytes } from "node:crypto";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseTilePath, TILE_WIDTH } from "#lib/core/log/tiles.ts";
import { equalBytes, sha256, toHex, utf8 } from "#lib/core/text/bytes.ts";
import { folderSource } from "../ledger-reader/folder-source.ts";
import type { LedgerSource } from "../ledger-reader/source.ts";

const WRITING = ".writing";
/** Nothing is being written for so long. */
const REST_AGE_MS = 3_600_000;
/** Signed notes that contradict what the mirror holds, each pair in a folder of its own. */
const CONFLICTS = "conflicts";
const CONFLICT_NAME_CHARS = 16;

export class MirrorStore {
  readonly folder: string;
  readonly source: LedgerSource;
  /** Folders in which files have appeared that a power cut could still take away. */
  readonly #touched = new Set<string>();
  readonly #made = new Set<string>();
  #settling: Promise<void> = Promise.resolve();

  constructor(folder: string) {
    this.folder = folder;
    this.source = folderSource(folder);
  }

  /** Makes the folder, and clears away what a killed process has left long ago: another mirror may be writing now. */
  async prepare(): Promise<void> {
    const writing = join(this.folder, WRITING);
    await mkdir(writing, { recursive: true });
    for (const name of await readdir(writing)) {
      const path = join(writing, name);
      const written = await stat(path).catch(() => undefined);
      if (written && Date.now() - written.mtimeMs > REST_AGE_MS) await rm(path, { force: true });
    }
  }

  /** Puts a file in its place, whole or not at all, durable after the next `settle`. */
  async write(path: string, bytes: Uint8Array): Promise<void> {
    const temporary = join(this.folder, WRITING, randomBytes(12).toString("hex"));
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(bytes);
      await file.datasync();
    } finally {
      await file.close();
    }
    const target = join(this.folder, path);
    await this.#makeFolder(dirname(target));
    await rename(temporary, target);
    this.#touched.add(dirname(target));
  }

  /** As `write`, unless the very same bytes are there. @returns whether anything was written */
  async writeChanged(path: string, bytes: Uint8Array): Promise<boolean> {
    const held = await this.source.read(path, { bytesMax: bytes.length }).catch(() => undefined);
    if (held !== undefined && equalBytes(held, bytes)) return false;
    await this.write(path, bytes);
    return true;
  }

  /** Makes the names of all files written so far durable, by whomever: who settles meanwhile may have begun with some of them. */
  async settle(): Promise<void> {
    const settling = this.#settling.then(async () => await this.#flush());
    this.#settling = settling.catch(() => {});
    await settling;
  }

  async #flush(): Promise<void> {
    for (const path of [...this.#touched]) {
      // Written to meanwhile, it is flushed again.
      this.#touched.delete(path);
      try {
        await using folder = await open(path, "r");
        await folder.sync();
      } catch (error) {
        this.#touched.add(path);
        throw error;
      }
    }
  }

  /** Keeps two notes that cannot both be true. @returns the folder, below the mirror's */
  async keepConflict(notes: { held: string; shown: string }): Promise<string> {
    const name = toHex(sha256(utf8(notes.shown))).slice(0, CONFLICT_NAME_CHARS);
    const folder = join(CONFLICTS, name);
    await this.writeChanged(join(folder, "held"), utf8(notes.held));
    await this.writeChanged(join(folder, "shown"), utf8(notes.shown));
    await this.settle();
    return folder;
  }

  /**
   * Removes the partial tiles that a full one has superseded (C2SP tlog-tiles, "Partial Tiles").
   * @param path of the full tile
   */
  async removePartials(path: string): Promise<void> {
    if (parseTilePath(path)?.width !== TILE_WIDTH) throw new RangeError("not a full tile");
    await rm(join(this.folder, `${path}.p`), { recursive: true, force: true });
  }

  async #makeFolder(path: string): Promise<void> {
    if (this.#made.has(path)) return;
    await mkdir(path, { recursive: true });
    this.#made.add(path);
    // The new folder's own name lies in the one above.
    for (let above = dirname(path); above.startsWith(this.folder); above = dirname(above)) {
      this.#touched.add(above);
      if (above === this.folder) break;
    }
  }
}
