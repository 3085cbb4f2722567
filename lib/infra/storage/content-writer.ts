/** Receives one file: hashes it on the way and, when it is to be kept, hands it to storage. Memory stays flat, whatever the size. */
import { createHash, type Hash } from "node:crypto";
import type { Staged, StagedContent } from "./port.ts";
import { Sha3Stream } from "./sha3-stream.ts";
import { storage } from "./storage.ts";

export class ContentWriter {
  readonly #hash: Hash = createHash("sha256");
  readonly #sha512: Hash | undefined;
  readonly #sha3: Sha3Stream | undefined;
  readonly #staged: StagedContent | undefined;
  #size = 0;

  private constructor({ sha512, sha3, staged }: { sha512: boolean; sha3: boolean; staged?: StagedContent }) {
    this.#sha512 = sha512 ? createHash("sha512") : undefined;
    this.#sha3 = sha3 ? new Sha3Stream() : undefined;
    this.#staged = staged;
  }

  /**
   * @param options sha512, sha3: also compute that digest; SHA-512 costs as much again, SHA3-256 is computed in another thread.
   * @throws {SealbookError} `storage_full`
   */
  static async create(options: { keep: boolean; sha512?: boolean; sha3?: boolean }): Promise<ContentWriter> {
    const { keep, sha512 = false, sha3 = false } = options;
    return new ContentWriter(keep ? { sha512, sha3, staged: await storage().stage() } : { sha512, sha3 });
  }

  get size(): number {
    return this.#size;
  }

  /**
   * Takes a chunk, which belongs to the writer from then on.
   *
   * @returns a promise to wait for before the next chunk, when storage is behind; it rejects when writing failed.
   */
  write(chunk: Uint8Array): Promise<void> | undefined {
    this.#hash.update(chunk);
    this.#sha512?.update(chunk);
    this.#size += chunk.length;
    const behind = this.#staged?.write(chunk);
    const hashing = this.#sha3?.update(chunk);
    release(chunk);
    return behind && hashing ? Promise.all([behind, hashing]).then(() => {}) : (behind ?? hashing);
  }

  /** Digests and length of everything that was written; nothing can be written afterwards. */
  digest(): { sha256: Uint8Array<ArrayBuffer>; sha512?: Uint8Array; size: number } {
    const sha512 = this.#sha512?.digest();
    return { sha256: new Uint8Array(this.#hash.digest()), ...(sha512 ? { sha512 } : {}), size: this.#size };
  }

  /** SHA3-256 of the same, where it was asked for. */
  async sha3(): Promise<Uint8Array | undefined> {
    return await this.#sha3?.digest();
  }

  /**
   * Makes the content durable.
   *
   * @returns what is staged; undefined when only the digest is wanted.
   * @throws {SealbookError} `storage_full`
   */
  async finish(): Promise<Staged | undefined> {
    return await this.#staged?.finish();
  }

  /** To be called once nothing is written any more: what was not finished is gone. Safe to call twice. */
  async close(): Promise<void> {
    this.#sha3?.close();
    await this.#staged?.close();
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
