/**
 * Receives one file: hashes it on the way and, when it is to be kept, writes it to `DATA_DIR/uploads/<random>`.
 *
 * Memory stays flat, whatever the size: about QUEUE_BLOCKS_MAX blocks wait while as many are being written.
 */
import { createHash, type Hash, randomUUID } from "node:crypto";
import { type FileHandle, open, unlink } from "node:fs/promises";
import { join } from "node:path";
import { SealbookError } from "#lib/core/errors.ts";
import { ensureFolder, uploadsFolder } from "./paths.ts";

const MIB = 1024 ** 2;
/** Chunks are gathered to blocks: fewer system calls, and the same few pages of memory used again and again. */
const BLOCK_BYTES = MIB;
/** A slow disk gets fewer, larger writes, of up to so many blocks. */
const QUEUE_BLOCKS_MAX = 4;
/** Written back in the background after this many bytes, so that the last fsync finds little left to do. */
const WRITE_BACK_BYTES = 32 * MIB;

export class ContentWriter {
  readonly #hash: Hash = createHash("sha256");
  readonly #sha512: Hash | undefined;
  readonly #path: string | undefined;
  readonly #file: FileHandle | undefined;
  #size = 0;
  /** Being filled, as far as `#filled`. */
  #block: Buffer | undefined;
  #filled = 0;
  /** What waits for the disk, and the blocks that were written and can be filled again. */
  #queue: Buffer[] = [];
  #free: Buffer[] = [];
  /** Everything that is being written, and the part of it that the disk has now; neither rejects. */
  #draining: Promise<void> | undefined;
  #batch: Promise<void> | undefined;
  #sinceWriteBack = 0;
  #writingBack: Promise<void> | undefined;
  /** Kept for whoever writes or finishes next, so that no rejection goes unheard. */
  #failure: unknown;

  private constructor({ sha512, target }: { sha512: boolean; target?: { path: string; file: FileHandle } }) {
    this.#sha512 = sha512 ? createHash("sha512") : undefined;
    this.#path = target?.path;
    this.#file = target?.file;
  }

  /**
   * @param options sha512: also compute that digest, which costs as much again.
   * @throws {SealbookError} `storage_full`
   */
  static async create({ keep, sha512 = false }: { keep: boolean; sha512?: boolean }): Promise<ContentWriter> {
    if (!keep) return new ContentWriter({ sha512 });
    return await translatingFullDisk(async () => {
      await ensureFolder(uploadsFolder());
      const path = join(uploadsFolder(), randomUUID());
      return new ContentWriter({ sha512, target: { path, file: await open(path, "wx", 0o600) } });
    });
  }

  get size(): number {
    return this.#size;
  }

  /**
   * Takes a chunk, which belongs to the writer from then on.
   *
   * @returns a promise to wait for before the next chunk, when the disk is behind; it rejects when writing failed.
   */
  write(chunk: Uint8Array): Promise<void> | undefined {
    this.#hash.update(chunk);
    this.#sha512?.update(chunk);
    this.#size += chunk.length;
    if (this.#file) this.#gather(chunk);
    release(chunk);
    if (!this.#file || this.#queue.length === 0) return undefined;
    this.#draining ??= this.#drain(this.#file);
    const behind = this.#failure !== undefined || this.#queue.length >= QUEUE_BLOCKS_MAX;
    return behind ? this.#settled(this.#batch) : undefined;
  }

  /** Digests and length of everything that was written; nothing can be written afterwards. */
  digest(): { sha256: Uint8Array<ArrayBuffer>; sha512?: Uint8Array; size: number } {
    const sha512 = this.#sha512?.digest();
    return { sha256: new Uint8Array(this.#hash.digest()), ...(sha512 ? { sha512 } : {}), size: this.#size };
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
    await this.#draining;
    if (this.#block && this.#filled > 0) this.#queue.push(this.#block.subarray(0, this.#filled));
    await this.#drain(file);
    await this.#settled(this.#writingBack);
    await translatingFullDisk(() => file.sync());
    await file.close();
    return this.#path;
  }

  /** Leaves nothing behind, unless the file was moved away. Safe at any time, also after `finish`. */
  async discard(): Promise<void> {
    if (!this.#file || !this.#path) return;
    await this.#draining;
    await this.#writingBack;
    await this.#file.close().catch(() => {});
    await unlink(this.#path).catch(() => {});
  }

  #gather(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      this.#block ??= this.#free.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES);
      const part = chunk.subarray(at, at + BLOCK_BYTES - this.#filled);
      this.#block.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled < BLOCK_BYTES) return;
      this.#queue.push(this.#block);
      this.#block = undefined;
      this.#filled = 0;
    }
  }

  async #settled(work: Promise<void> | undefined): Promise<void> {
    await work;
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #drain(file: FileHandle): Promise<void> {
    while (this.#queue.length > 0 && this.#failure === undefined) {
      const blocks = this.#queue;
      this.#queue = [];
      this.#batch = this.#writeBatch(file, blocks);
      await this.#batch;
    }
    this.#draining = undefined;
  }

  async #writeBatch(file: FileHandle, blocks: Buffer[]): Promise<void> {
    try {
      const bytes = await translatingFullDisk(() => writeFully(file, blocks));
      this.#free.push(...blocks);
      this.#writeBackSometimes(file, bytes);
    } catch (error) {
      this.#failure ??= error;
    }
  }

  #writeBackSometimes(file: FileHandle, bytes: number): void {
    this.#sinceWriteBack += bytes;
    if (this.#sinceWriteBack < WRITE_BACK_BYTES || this.#writingBack) return;
    this.#sinceWriteBack = 0;
    this.#writingBack = translatingFullDisk(() => file.datasync())
      .catch((error: unknown) => {
        this.#failure ??= error;
      })
      .finally(() => {
        this.#writingBack = undefined;
      });
  }
}

// writev may write less than it was given, as when the disk fills up.
async function writeFully(file: FileHandle, blocks: Buffer[]): Promise<number> {
  const bytes = blocks.reduce((sum, block) => sum + block.length, 0);
  const { bytesWritten } = await file.writev(blocks);
  if (bytesWritten === bytes) return bytes;
  let rest = Buffer.concat(blocks).subarray(bytesWritten);
  while (rest.length > 0) rest = rest.subarray((await file.write(rest)).bytesWritten);
  return bytes;
}

/**
 * Gives a chunk's memory back at once. Left to the collector, every 64 MiB received cost a full collection of the heap,
 * a fifth of the time of an upload. Only for a chunk that is all of its buffer: no one else can hold a part of it.
 */
function release(chunk: Uint8Array): void {
  const { buffer } = chunk;
  if (buffer instanceof ArrayBuffer && chunk.byteLength === buffer.byteLength) buffer.transfer(0);
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
