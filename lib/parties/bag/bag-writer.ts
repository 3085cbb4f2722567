/**
 * Writes a bag that may take days: what is finished stands in a journal beside it, so that whoever was stopped goes on where it ended.
 * Until the bag is whole it is called `NAME.part`; its manifests come last, it is read back, and gets its name when it holds. One process
 * at a time writes it.
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { appendFile, mkdir, open, readFile, rename, rm, stat, truncate, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { type BagProgress, type BagReport, checkBag } from "#lib/core/bag/check-bag.ts";
import { formatDeclaration, formatOxum } from "#lib/core/bag/declaration.ts";
import { BAG_ALGORITHMS, type BagAlgorithm, formatManifestLine, manifestName } from "#lib/core/bag/manifest.ts";
import { utf8 } from "#lib/core/text/bytes.ts";
import { type Lock, takeLock } from "../witness/lock.ts";
import { folderBag } from "./folder-bag.ts";

/** Of a manifest that is written. */
const LINES_AT_ONCE = 1_000;

type Content = Uint8Array | AsyncIterable<Uint8Array>;
export type Written = { size: number } & Record<BagAlgorithm, string>;

/** A line of the journal: a file that is finished, or what whoever writes the bag wants to know when it goes on. */
type Line = { file: string; written: Written } | { note: unknown };

/** A folder of this name is there, or is being made of something else. */
export class BagExists extends Error {}

export class BagWriter {
  /** What is finished below `data/`. */
  readonly files = new Map<string, Written>();
  private readonly folder: string;
  private readonly part: string;
  private readonly journal: string;
  private readonly lock: Lock;

  private constructor(folder: string, lock: Lock) {
    this.folder = folder;
    this.lock = lock;
    this.part = `${folder}.part`;
    this.journal = `${folder}.part.journal`;
  }

  /**
   * Begins a bag, or goes on with it.
   *
   * @param options.head says what the bag is of: only who says the same goes on; onNote gets what was noted before
   * @throws {BagExists}
   * @throws {WitnessError} `locked`, `locked_elsewhere`: another process writes it
   */
  static async open(folder: string, options: { head: string; onNote: (note: unknown) => void }): Promise<BagWriter> {
    const writer = new BagWriter(folder, await takeLock(`${folder}.part.lock`));
    try {
      if (await exists(folder)) throw new BagExists(folder);
      if (await exists(writer.journal)) await writer.goOn(options);
      else await writer.begin(options.head);
      return writer;
    } catch (error) {
      await writer.close();
      throw error;
    }
  }

  /** Lets others go on with it. */
  async close(): Promise<void> {
    await this.lock.release();
  }

  private async begin(head: string): Promise<void> {
    if (await exists(this.part)) throw new BagExists(this.part);
    await writeFile(this.journal, `${JSON.stringify({ note: head })}\n`, { flag: "wx" });
    await mkdir(this.part);
  }

  private async goOn({ head, onNote }: { head: string; onNote: (note: unknown) => void }): Promise<void> {
    await mkdir(this.part, { recursive: true });
    await this.dropTornLine();
    let isFirst = true;
    for await (const line of this.lines()) {
      if (isFirst && !("note" in line && line.note === head)) throw new BagExists(this.part);
      if ("file" in line) this.files.set(line.file, line.written);
      else if (!isFirst) onNote(line.note);
      isFirst = false;
    }
    if (isFirst) throw new BagExists(this.part);
    const there = new Set<string>();
    for await (const { path, size } of folderBag(this.part).list()) {
      // Begun and not finished, or of an end that did not come.
      if (this.files.get(path)?.size === size) there.add(path);
      else await rm(join(this.part, path));
    }
    for (const path of this.files.keys()) if (!there.has(path)) this.files.delete(path);
  }

  /** What a crash cut off. */
  private async dropTornLine(): Promise<void> {
    const text = await readFile(this.journal);
    await truncate(this.journal, text.lastIndexOf(0x0a) + 1);
  }

  private async *lines(): AsyncGenerator<Line> {
    for await (const line of createInterface({ input: createReadStream(this.journal) })) yield JSON.parse(line) as Line;
  }

  /** What the journal shall remember. */
  async note(note: unknown): Promise<void> {
    await appendFile(this.journal, `${JSON.stringify({ note })}\n`);
  }

  /** All that was noted, in order. */
  async *notes(): AsyncGenerator<unknown> {
    let isFirst = true;
    for await (const line of this.lines()) {
      if ("note" in line && !isFirst) yield line.note;
      isFirst = false;
    }
  }

  /** Adds a file below `data/`, unless it is there. Nothing is left of one that does not arrive whole. */
  async add(path: string, content: Content): Promise<void> {
    if (this.files.has(path)) return;
    const written = await this.write(path, content);
    await appendFile(this.journal, `${JSON.stringify({ file: path, written })}\n`);
    this.files.set(path, written);
  }

  private async write(path: string, content: Content): Promise<Written> {
    const target = join(this.part, path);
    await mkdir(dirname(target), { recursive: true });
    const [sha256, sha512] = [createHash("sha256"), createHash("sha512")];
    let size = 0;
    try {
      await using file = await open(target, "w");
      for await (const chunk of content instanceof Uint8Array ? [content] : content) {
        sha256.update(chunk);
        sha512.update(chunk);
        size += chunk.length;
        await file.writeFile(chunk);
      }
    } catch (error) {
      await rm(target, { force: true });
      throw error;
    }
    return { size, sha256: sha256.digest("hex"), sha512: sha512.digest("hex") };
  }

  /**
   * Writes what is left, reads everything back, and gives the bag its name when it holds; otherwise it stays as it is.
   *
   * @param options.last payload that is made of the notes; tags: further tag files; info: rows of `bag-info.txt`
   */
  async finish(options: {
    last: Record<string, Content>;
    tags: Record<string, string>;
    info: readonly (readonly [label: string, value: string])[];
    onProgress?: (now: BagProgress) => void;
    signal?: AbortSignal;
  }): Promise<BagReport> {
    const { last, tags, info, signal, ...checking } = options;
    const payload = new Map(this.files);
    for (const [path, content] of Object.entries(last)) payload.set(path, await this.write(path, content));
    let bytes = 0n;
    for (const { size } of payload.values()) bytes += BigInt(size);
    const oxum = formatOxum({ bytes, files: BigInt(payload.size) });
    const rows = [...info, ["Payload-Oxum", oxum] as const].map(([label, value]) => `${label}: ${value}\n`);
    const texts = { ...tags, "bagit.txt": formatDeclaration(), "bag-info.txt": rows.join("") };
    const listed = new Map<string, Written>();
    for (const [path, text] of Object.entries(texts)) listed.set(path, await this.write(path, utf8(text)));
    for (const algorithm of BAG_ALGORITHMS) {
      const path = manifestName({ of: "payload", algorithm });
      listed.set(path, await this.write(path, manifest(payload, algorithm)));
    }
    for (const algorithm of BAG_ALGORITHMS) {
      await this.write(manifestName({ of: "tags", algorithm }), manifest(listed, algorithm));
    }
    const report = await checkBag(folderBag(this.part, signal ? { signal } : {}), checking);
    if (report.problemCount > 0) return report;
    await rename(this.part, this.folder);
    await rm(this.journal);
    return report;
  }
}

async function* manifest(files: Map<string, Written>, algorithm: BagAlgorithm): AsyncGenerator<Uint8Array> {
  const paths = [...files.keys()].sort();
  for (let at = 0; at < paths.length; at += LINES_AT_ONCE) {
    const lines = paths
      .slice(at, at + LINES_AT_ONCE)
      .map((path) => formatManifestLine({ digest: files.get(path)?.[algorithm] ?? "", path }));
    yield utf8(lines.join(""));
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
