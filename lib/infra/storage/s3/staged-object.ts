/**
 * Content on its way to a bucket, under a random key. It is gathered in blocks and sent in parts. Memory: the part that is being filled, and those that are under way.
 */
import { randomUUID } from "node:crypto";
import { BLOCK_BYTES, type Block, giveBack, takeBlock } from "../disk/blocks.ts";
import type { StagedContent, StagedKey } from "../port.ts";
import type { Answers } from "./answers.ts";
import type { Bucket } from "./bucket.ts";
import { checkWritten } from "./check-written.ts";
import { nameOf } from "./names.ts";
import { ObjectWriter } from "./object-writer.ts";

/** Full parts that wait: behind this, whoever writes has to. */
const WAITING_PARTS_MAX = 1;

export class StagedObject implements StagedContent {
  readonly #key = randomUUID();
  readonly #bucket: Bucket;
  readonly #answers: Answers;
  readonly #writer: ObjectWriter;
  /** Of the part that is being filled, each full but the last. */
  #blocks: { block: Block; filled: number }[] = [];
  /** One part after the other; kept for whoever writes or finishes next, so that no rejection goes unheard. */
  #sending: Promise<void> = Promise.resolve();
  #waiting = 0;
  #failure: unknown;

  constructor({ bucket, answers }: { bucket: Bucket; answers: Answers }) {
    this.#bucket = bucket;
    this.#answers = answers;
    this.#writer = new ObjectWriter({ bucket, answers, name: nameOf({ key: this.#key }), kind: "staged" });
  }

  write(chunk: Uint8Array): Promise<void> | undefined {
    for (let at = 0; at < chunk.length; ) {
      const last = this.#room();
      const part = chunk.subarray(at, at + BLOCK_BYTES - last.filled);
      last.block.set(part, last.filled);
      last.filled += part.length;
      at += part.length;
      if (last.filled < BLOCK_BYTES) break;
      if (this.#blocks.length * BLOCK_BYTES >= this.#bucket.partBytes) this.#sendPart();
    }
    const isBehind = this.#failure !== undefined || this.#waiting > WAITING_PARTS_MAX;
    return isBehind ? this.#caughtUp() : undefined;
  }

  async finish(): Promise<StagedKey> {
    if (this.#blocks.length > 0) this.#sendPart();
    await this.#sending;
    if (this.#failure !== undefined) throw this.#failure;
    const written = await this.#writer.finish();
    await checkWritten({ bucket: this.#bucket, answers: this.#answers }, written);
    return { key: this.#key };
  }

  async close(): Promise<void> {
    await this.#sending;
    for (const { block } of this.#blocks.splice(0)) giveBack(block);
    await this.#writer.close();
  }

  /** The block that is being filled. */
  #room(): { block: Block; filled: number } {
    const last = this.#blocks.at(-1);
    if (last && last.filled < BLOCK_BYTES) return last;
    const next = { block: takeBlock(), filled: 0 };
    this.#blocks.push(next);
    return next;
  }

  #sendPart(): void {
    const blocks = this.#blocks;
    this.#blocks = [];
    const part = Buffer.concat(blocks.map(({ block, filled }) => block.subarray(0, filled)));
    for (const { block } of blocks) giveBack(block);
    this.#waiting += 1;
    this.#sending = this.#sending
      .then(async () => {
        if (this.#failure === undefined) await this.#writer.write(part);
      })
      .catch((error: unknown) => {
        this.#failure ??= error;
      })
      .finally(() => {
        this.#waiting -= 1;
      });
  }

  async #caughtUp(): Promise<void> {
    await this.#sending;
    if (this.#failure !== undefined) throw this.#failure;
  }
}
