/** Content on its way to storage, sealed chunk by chunk: ./format.ts */
import { CHUNK_BYTES, type StagedContent, type StagedKey } from "../port.ts";
import { type ContentKey, headerOf, makeContentKey, sealChunk } from "./format.ts";

/** What was staged, and the key that opens it: whoever records it keeps the key, wrapped. */
export interface SealedStaged extends StagedKey {
  contentKey: ContentKey;
}

export class SealedContent {
  readonly #inner: StagedContent;
  readonly #key: ContentKey = makeContentKey();
  /** Of the chunk that is being filled: copies, as what is handed over may be used again. */
  #parts: Buffer[] = [];
  #filled = 0;
  #index = 0;

  private constructor(inner: StagedContent) {
    this.#inner = inner;
  }

  static async create(inner: StagedContent): Promise<SealedContent> {
    const sealed = new SealedContent(inner);
    await inner.write(headerOf(sealed.#key));
    return sealed;
  }

  /** As `StagedContent.write`. */
  write(chunk: Uint8Array): Promise<void> | undefined {
    let behind: Promise<void> | undefined;
    for (let at = 0; at < chunk.length; ) {
      // A full chunk is sealed when another byte comes: whether it is the last is a part of it.
      if (this.#filled === CHUNK_BYTES) behind = this.#seal(false) ?? behind;
      const part = chunk.subarray(at, at + CHUNK_BYTES - this.#filled);
      this.#take(part);
      at += part.length;
    }
    return behind;
  }

  /** As `StagedContent.finish`. */
  async finish(): Promise<SealedStaged> {
    await this.#seal(true);
    const { key } = await this.#inner.finish();
    return { key, contentKey: this.#key };
  }

  async close(): Promise<void> {
    await this.#inner.close();
  }

  /** Small parts are gathered in one piece of memory, so that a file that comes byte by byte takes no more of it. */
  #take(part: Uint8Array): void {
    const last = this.#parts.at(-1);
    const room = last === undefined ? 0 : last.buffer.byteLength - last.byteOffset - last.length;
    if (last !== undefined && room >= part.length) {
      const grown = Buffer.from(last.buffer as ArrayBuffer, last.byteOffset, last.length + part.length);
      grown.set(part, last.length);
      this.#parts[this.#parts.length - 1] = grown;
    } else {
      const memory = Buffer.allocUnsafeSlow(Math.min(Math.max(part.length, 4_096, this.#filled), CHUNK_BYTES));
      memory.set(part);
      this.#parts.push(memory.subarray(0, part.length));
    }
    this.#filled += part.length;
  }

  #seal(isLast: boolean): Promise<void> | undefined {
    let behind: Promise<void> | undefined;
    for (const piece of sealChunk(this.#parts, this.#key, { index: this.#index, isLast })) {
      const writing = this.#inner.write(piece);
      writing?.catch(() => {}); // only the last is waited for, which tells of the same failure
      behind = writing ?? behind;
    }
    this.#index += 1;
    this.#parts = [];
    this.#filled = 0;
    return behind;
  }
}
