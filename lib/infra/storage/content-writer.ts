/**
 * Receives one file: hashes it on the way and, when it is to be kept, writes it to `DATA_DIR/uploads/<random>`.
 *
 * Memory stays flat: at most `QUEUED_BYTES_MAX` wait for the disk, then `write` returns a promise to wait for.
 */
import { createHash, type Hash, randomUUID } from "node:crypto";
import { type FileHandle, open, unlink } from "node:fs/promises";
import { join } from "node:path";
import { SealbookError } from "#lib/core/errors.ts";
import { ensureFolder, uploadsFolder } from "./paths.ts";

const MIB = 1024 ** 2;
/** Chunks are gathered to writes of this size; the system call costs more than the bytes of a small one. */
const WRITE_BYTES = MIB;
const QUEUED_BYTES_MAX = 4 * MIB;
/** What a chunk weighs at least: a client that sends single bytes must not fill the memory with their objects. */
const CHUNK_BYTES_MIN = 4 * 1024;
/** Written back in the background after this many bytes, so that the last fsync finds little left to do. */
const WRITE_BACK_BYTES = 32 * MIB;

export class ContentWriter {
  readonly #hash: Hash = createHash("sha256");
  readonly #path: string | undefined;
  readonly #file: FileHandle | undefined;
  #size = 0;
  #queue: Uint8Array[] = [];
  #queued = 0;
  #writing: Promise<void> | undefined;
  #sinceWriteBack = 0;
  #writingBack: Promise<void> | undefined;
  #failure: unknown;

  private constructor(target?: { path: string; file: FileHandle }) {
    this.#path = target?.path;
    this.#file = target?.file;
  }

  /** @throws {SealbookError} `storage_full` */
  static async create({ keep }: { keep: boolean }): Promise<ContentWriter> {
    if (!keep) return new ContentWriter();
    return await translatingFullDisk(async () => {
      await ensureFolder(uploadsFolder());
      const path = join(uploadsFolder(), randomUUID());
      return new ContentWriter({ path, file: await open(path, "wx", 0o600) });
    });
  }

  get size(): number {
    return this.#size;
  }

  /**
   * Takes a chunk, which must not change afterwards.
   *
   * @returns a promise to wait for before the next chunk, when the disk is behind; it rejects when writing failed.
   */
  write(chunk: Uint8Array): Promise<void> | undefined {
    this.#hash.update(chunk);
    this.#size += chunk.length;
    if (!this.#file) return undefined;
    this.#queue.push(chunk);
    this.#queued += weightOf(chunk);
    if (this.#queued >= WRITE_BYTES) this.#writing ??= this.#drain(this.#file);
    if (this.#failure !== undefined || this.#queued >= QUEUED_BYTES_MAX) return this.#settled();
    return undefined;
  }

  /** Digest and length of everything that was written; nothing can be written afterwards. */
  digest(): { sha256: Uint8Array<ArrayBuffer>; size: number } {
    return { sha256: new Uint8Array(this.#hash.digest()), size: this.#size };
  }

  /**
   * Makes the file durable.
   *
   * @returns its path, under a name of its own; undefined when only the digest is wanted.
   * @throws {SealbookError} `storage_full`
   */
  async finish(): Promise<string | undefined> {
    const file = this.#file;
    if (!file) return undefined;
    await this.#settled();
    if (this.#queued > 0) {
      this.#writing = this.#drain(file);
      await this.#settled();
    }
    await this.#writingBack;
    if (this.#failure !== undefined) throw this.#failure;
    await translatingFullDisk(() => file.sync());
    await file.close();
    return this.#path;
  }

  /** Leaves nothing behind, unless the file was moved away. Safe at any time, also after `finish`. */
  async discard(): Promise<void> {
    if (!this.#file || !this.#path) return;
    await this.#writing?.catch(() => {});
    await this.#writingBack?.catch(() => {});
    await this.#file.close().catch(() => {});
    await unlink(this.#path).catch(() => {});
  }

  async #settled(): Promise<void> {
    await this.#writing;
    if (this.#failure !== undefined) throw this.#failure;
  }

  // Never rejects: a failure is kept for whoever writes or finishes next, so that no rejection goes unheard.
  async #drain(file: FileHandle): Promise<void> {
    try {
      while (this.#queue.length > 0 && this.#failure === undefined) {
        const batch = this.#queue;
        this.#queue = [];
        await translatingFullDisk(() => writeFully(file, batch));
        const weight = batch.reduce((sum, chunk) => sum + weightOf(chunk), 0);
        this.#queued -= weight;
        this.#writeBackSometimes(file, weight);
        if (this.#queued < WRITE_BYTES) break;
      }
    } catch (error) {
      this.#failure = error;
    } finally {
      this.#writing = undefined;
    }
  }

  #writeBackSometimes(file: FileHandle, bytes: number): void {
    this.#sinceWriteBack += bytes;
    if (this.#sinceWriteBack < WRITE_BACK_BYTES || this.#writingBack) return;
    this.#sinceWriteBack = 0;
    this.#writingBack = translatingFullDisk(() => file.datasync())
      .catch((error: unknown) => {
        this.#failure = error;
      })
      .finally(() => {
        this.#writingBack = undefined;
      });
  }
}

// writev may write less than it was given, as when the disk fills up.
async function writeFully(file: FileHandle, chunks: Uint8Array[]): Promise<void> {
  const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const { bytesWritten } = await file.writev(chunks);
  if (bytesWritten === bytes) return;
  let rest = Buffer.concat(chunks).subarray(bytesWritten);
  while (rest.length > 0) rest = rest.subarray((await file.write(rest)).bytesWritten);
}

function weightOf(chunk: Uint8Array): number {
  return Math.max(chunk.length, CHUNK_BYTES_MIN);
}

const FULL_DISK_CODES = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);

async function translatingFullDisk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    throw FULL_DISK_CODES.has(code) ? new SealbookError("storage_full", { cause: error }) : error;
  }
}
