/**
 * One file on its way to the disk, `DATA_DIR/uploads/<random>`, written in blocks. Memory stays flat, whatever the size: at most
 * QUEUE_BLOCKS_MAX blocks and the one that is being filled.
 */
import { randomUUID } from "node:crypto";
import { unlink } from "node:fs/promises";
import { basename } from "node:path";
import { SealbookError } from "#lib/words/errors.ts";
import type { StagedContent, StagedKey } from "../port.ts";
import { BlockFile } from "./block-file.ts";
import { BLOCK_BYTES, type Block, giveBack, takeBlock } from "./blocks.ts";
import { inFolder, stagedPath, syncFolderTogether, uploadsFolder } from "./paths.ts";

/** The disk may be so far behind, the block that it is writing included. */
const QUEUE_BLOCKS_MAX = 4;

export class StagedFile implements StagedContent {
  readonly #file: BlockFile;
  /** Being filled, as far as `#filled`. */
  #block: Block | undefined;
  #filled = 0;
  /** Full blocks that wait for the disk, the one that it is writing first. */
  #queue: Block[] = [];
  /** Set while the queue is being written; never rejects. */
  #draining: Promise<void> | undefined;
  /** Woken when a block was written or could not be. */
  #wake: (() => void) | undefined;
  /** Kept for whoever writes or finishes next, so that no rejection goes unheard. */
  #failure: unknown;
  #isFinished = false;

  private constructor(file: BlockFile) {
    this.#file = file;
  }

  /** @throws {SealbookError} `storage_full` */
  static async create(): Promise<StagedFile> {
    return await translatingFullDisk(async () => {
      const path = stagedPath(randomUUID());
      return new StagedFile(await inFolder(uploadsFolder(), () => BlockFile.create(path)));
    });
  }

  write(chunk: Uint8Array): Promise<void> | undefined {
    this.#gather(chunk);
    if (this.#queue.length === 0) return undefined;
    this.#draining ??= this.#drain(this.#file);
    const behind = this.#failure !== undefined || this.#queue.length >= QUEUE_BLOCKS_MAX;
    return behind ? this.#caughtUp() : undefined;
  }

  async finish(): Promise<StagedKey> {
    const file = this.#file;
    await this.#draining;
    if (this.#failure !== undefined) throw this.#failure;
    const rest = this.#block && this.#filled > 0 ? this.#block.subarray(0, this.#filled) : undefined;
    await translatingFullDisk(async () => {
      if (rest) await file.append(rest);
      await file.sync();
      // The name, too: until the content is recorded and placed, this is all there is of it.
      await syncFolderTogether(uploadsFolder());
    });
    await file.close();
    this.#isFinished = true;
    return { key: basename(file.path) };
  }

  async close(): Promise<void> {
    await this.#draining;
    for (const block of [...this.#queue.splice(0), ...(this.#block ? [this.#block] : [])]) giveBack(block);
    this.#block = undefined;
    await this.#file.close();
    if (!this.#isFinished) await unlink(this.#file.path).catch(() => {});
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
        await translatingFullDisk(() => file.append(block));
        this.#queue.shift();
        giveBack(block);
        this.#wake?.();
      }
    } catch (error) {
      this.#failure = error;
      this.#wake?.();
    }
    this.#draining = undefined;
  }
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
