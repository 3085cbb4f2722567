/**
 * A new file, written block by block past the system's page cache (O_DIRECT, open(2)). What arrives is hashed and seldom read again
 * soon: cached, a gibibyte took two to five times as long to become durable, and pushed everything else out of memory.
 */
import { constants, type FileHandle, open } from "node:fs/promises";
import { BLOCK_BYTES } from "./blocks.ts";

/** Answers of file systems that cannot do it: tmpfs, some of those in user space. */
const NOT_DIRECT_CODES = new Set(["EINVAL", "ENOTSUP", "EOPNOTSUPP"]);

export class BlockFile {
  readonly path: string;
  readonly #cached: FileHandle;
  /** Undefined until the first whole block; then the file's second handle, or its first where there is none other. */
  #direct: FileHandle | undefined;
  #size = 0;

  private constructor(path: string, cached: FileHandle) {
    this.path = path;
    this.#cached = cached;
  }

  /** Makes the file, for its owner alone; there must be none under this name. */
  static async create(path: string): Promise<BlockFile> {
    return new BlockFile(path, await open(path, "wx", 0o600));
  }

  /** @param bytes a block of `takeBlock`, whole; only the last may be a part of one. */
  async append(bytes: Buffer): Promise<void> {
    const whole = bytes.length === BLOCK_BYTES;
    if (whole) this.#direct ??= await this.#openDirect();
    const written = whole && this.#direct ? await writeAt(this.#direct, bytes, this.#size) : 0;
    // The rest after a short write is no whole block any more; what hinders it is met again here, and named.
    for (let done = written; done < bytes.length; )
      done += await writeAt(this.#cached, bytes.subarray(done), this.#size + done);
    this.#size += bytes.length;
  }

  /** Makes durable what was appended: fsync(2) covers the file, through whichever handle it was written. */
  async sync(): Promise<void> {
    await this.#cached.sync();
  }

  /** Safe to call twice. */
  async close(): Promise<void> {
    await Promise.allSettled([this.#cached.close(), this.#direct?.close()]);
  }

  async #openDirect(): Promise<FileHandle> {
    if (constants.O_DIRECT === undefined) return this.#cached;
    try {
      return await open(this.path, constants.O_WRONLY | constants.O_DIRECT);
    } catch (error) {
      if (NOT_DIRECT_CODES.has((error as NodeJS.ErrnoException).code ?? "")) return this.#cached;
      throw error;
    }
  }
}

async function writeAt(file: FileHandle, bytes: Buffer, position: number): Promise<number> {
  return (await file.write(bytes, 0, bytes.length, position)).bytesWritten;
}
