/**
 * Receives one file: hashes it on the way and, when it is to be kept, writes it to `DATA_DIR/uploads/<random>`.
 *
 * Memory stays flat, whatever the size: at most QUEUE_BLOCKS_MAX blocks and the one that is being filled.
 */
import { createHash, type Hash, randomUUID } from "node:crypto";
import { unlink } from "node:fs/promises";
import { join } from "node:path";
import { SealbookError } from "#lib/words/errors.ts";
import { BlockFile } from "./block-file.ts";
import { BLOCK_BYTES, giveBack, takeBlock } from "./blocks.ts";
import { ensureFolder, uploadsFolder } from "./paths.ts";

/** The disk may be so far behind, the block that it is writing included. */
const QUEUE_BLOCKS_MAX = 4;

export class ContentWriter {
  readonly #hash: Hash = createHash("sha256");
  readonly #sha512: Hash | undefined;
  readonly #file: BlockFile | undefined;
  #size = 0;
  /** Being filled, as far as `#filled`. */
  #block: Buffer | undefined;
  #filled = 0;
  /** Full blocks that wait for the disk, the one that it is writing first. */
  #queue: Buffer[] = [];
  /** Set while the queue is being written; never rejects. */
  #draining: Promise<void> | undefined;
  /** Woken when a block was written or could not be. */
  #wake: (() => void) | undefined;
  /** Kept for whoever writes or finishes next, so that no rejection goes unheard. */
  #failure: unknown;

  private constructor({ sha512, file }: { sha512: boolean; file?: BlockFile }) {
    this.#sha512 = sha512 ? createHash("sha512") : undefined;
    this.#file = file;
  }

  /**
   * @param options sha512: also compute that digest, which costs as much again.
   * @throws {SealbookError} `storage_full`
   */
  static async create({ keep, sha512 = false }: { keep: boolean; sha512?: boolean }): Promise<ContentWriter> {
    if (!keep) return new ContentWriter({ sha512 });
    return await translatingFullDisk(async () => {
      await ensureFolder(uploadsFolder());
      return new ContentWriter({ sha512, file: await BlockFile.create(join(uploadsFolder(), randomUUID())) });
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
    return behind ? this.#caughtUp() : undefined;
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
    if (this.#failure !== undefined) throw this.#failure;
    await translatingFullDisk(async () => {
      if (this.#block && this.#filled > 0) await file.append(this.#block.subarray(0, this.#filled));
      await file.sync();
    });
    await file.close();
    return file.path;
  }

  /** Leaves nothing behind, unless the file was moved away. To be called once nothing is written any more; safe to call twice. */
  async discard(): Promise<void> {
    await this.#draining;
    for (const block of [...this.#queue.splice(0), ...(this.#block ? [this.#block] : [])]) giveBack(block);
    this.#block = undefined;
    if (!this.#file) return;
    await this.#file.close();
    await unlink(this.#file.path).catch(() => {});
  }

  #gather(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      this.#block ??= takeBlock();
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

  async #caughtUp(): Promise<void> {
    while (this.#failure === undefined && this.#queue.length >= QUEUE_BLOCKS_MAX) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #drain(file: BlockFile): Promise<void> {
    try {
      for (let block = this.#queue[0]; block; block = this.#queue[0]) {
        const full = block;
        await translatingFullDisk(() => file.append(full));
        this.#queue.shift();
        giveBack(full);
        this.#wake?.();
      }
    } catch (error) {
      this.#failure = error;
      this.#wake?.();
    }
    this.#draining = undefined;
  }
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
