/** Receives one file: hashes it on the way and, when it is to be kept, seals it and hands it to storage. Memory stays flat, whatever the size. */
import { createHash, type Hash } from "node:crypto";
import type { SlowAlgorithm } from "./digest-message.ts";
import { DigestStream } from "./digest-stream.ts";
import type { StagedContent } from "./port.ts";
import { SealedContent, type SealedStaged } from "./sealed/sealing.ts";
import { storage } from "./storage.ts";

export class ContentWriter {
  readonly #hash: Hash = createHash("sha256");
  readonly #sha512: Hash | undefined;
  readonly #slow: ReadonlyMap<SlowAlgorithm, DigestStream>;
  readonly #staged: SealedContent | undefined;
  #size = 0;

  private constructor(options: { sha512: boolean; slow: readonly SlowAlgorithm[]; staged?: SealedContent }) {
    const { sha512, slow, staged } = options;
    this.#sha512 = sha512 ? createHash("sha512") : undefined;
    this.#slow = new Map(slow.map((algorithm) => [algorithm, new DigestStream(algorithm)]));
    this.#staged = staged;
  }

  /**
   * @param options sha512, slow: also compute these digests; SHA-512 costs as much again, the slow ones are computed in another thread.
   * @throws {SealbookError} `storage_full`
   */
  static async create(options: {
    keep: boolean;
    sha512?: boolean;
    slow?: readonly SlowAlgorithm[];
  }): Promise<ContentWriter> {
    const { keep, sha512 = false, slow = [] } = options;
    return new ContentWriter(
      keep ? { sha512, slow, staged: await SealedContent.create(await storage().stage()) } : { sha512, slow },
    );
  }

  /** One that hands over to what was staged elsewhere than in this installation's storage. */
  static async on(staged: StagedContent): Promise<ContentWriter> {
    return new ContentWriter({ sha512: false, slow: [], staged: await SealedContent.create(staged) });
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
    const waits = [this.#staged?.write(chunk), ...[...this.#slow.values()].map((stream) => stream.update(chunk))];
    release(chunk);
    const behind = waits.filter((wait) => wait !== undefined);
    return behind.length > 1 ? Promise.all(behind).then(() => {}) : behind[0];
  }

  /** Digests and length of everything that was written; nothing can be written afterwards. */
  digest(): { sha256: Uint8Array<ArrayBuffer>; sha512?: Uint8Array; size: number } {
    const sha512 = this.#sha512?.digest();
    return { sha256: new Uint8Array(this.#hash.digest()), ...(sha512 ? { sha512 } : {}), size: this.#size };
  }

  /** A slow digest of the same, where it was asked for. */
  async slowDigest(algorithm: SlowAlgorithm): Promise<Uint8Array | undefined> {
    return await this.#slow.get(algorithm)?.digest();
  }

  /**
   * Makes the content durable.
   *
   * @returns what is staged; undefined when only the digest is wanted.
   * @throws {SealbookError} `storage_full`
   */
  async finish(): Promise<SealedStaged | undefined> {
    return await this.#staged?.finish();
  }

  /** To be called once nothing is written any more: what was not finished is gone. Safe to call twice. */
  async close(): Promise<void> {
    for (const stream of this.#slow.values()) stream.close();
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
