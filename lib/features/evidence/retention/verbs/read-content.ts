/** Handing out kept content: no byte of it before the chunk that it is in was found to be what was kept. */
import { Readable } from "node:stream";
import { around, countChunks, DamagedChunk, DIGEST_BYTES, verified } from "#lib/infra/storage/chunks.ts";
import { CHUNK_BYTES, type Part } from "#lib/infra/storage/port.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findDamage, findDigests, openContent } from "../rows/content.ts";
import type { Damage, KeptContent } from "../types.ts";
import { checkContent, damageOf } from "./check-content.ts";
import { noteDamage } from "./note-damage.ts";

class DamagedContent extends Error {
  readonly damage: Damage;

  constructor(damage: Damage) {
    super(`Content is damaged: ${damage}.`);
    this.name = "DamagedContent";
    this.damage = damage;
  }
}

/**
 * The bytes of kept content, or of a part of it. When this resolves, its first chunk is checked.
 *
 * @returns a stream, to be read to its end or destroyed; it fails with `content_damaged` before the first byte of a damaged chunk
 * @throws {SealbookError} `content_damaged`: the content is not there, has another length, or its first chunk is damaged.
 */
export async function readContent(
  content: KeptContent,
  part: Part = { first: 0, last: content.size - 1 },
): Promise<Readable> {
  const chunks = readChunks(content, part);
  const first = await chunks.next();
  async function* all() {
    if (!first.done) yield first.value;
    yield* chunks;
  }
  const stream = Readable.from(all(), { objectMode: false, highWaterMark: CHUNK_BYTES });
  // Also when nobody has begun to read.
  return stream.once("close", () => void chunks.return(undefined).catch(() => {}));
}

async function* readChunks(content: KeptContent, part: Part): AsyncGenerator<Uint8Array, undefined> {
  try {
    const chunks = around(part, content.size);
    const opened = await openContent(content, chunks);
    if (!opened) throw new DamagedContent("missing");
    try {
      if (opened.size !== content.size) throw new DamagedContent("size");
      // What was sealed was compared as it was opened.
      if (opened.sealed)
        yield* within(opened.stream, { first: part.first - chunks.first, last: part.last - chunks.first });
      else yield* verified(opened.stream, { digests: await digestsOf(content), part });
    } finally {
      opened.stream.destroy();
    }
  } catch (error) {
    await noteDamage(content, damageIn(error));
    throw new SealbookError("content_damaged", { cause: error });
  }
}

async function* within(stream: Readable, { first, last }: Part): AsyncGenerator<Uint8Array> {
  let start = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const bytes = chunk.subarray(Math.max(0, first - start), Math.min(chunk.length, last + 1 - start));
    if (bytes.length > 0) yield bytes;
    start += chunk.length;
  }
}

/** @throws the error, when it says nothing about the content. */
function damageIn(error: unknown): Damage {
  if (error instanceof DamagedContent) return error.damage;
  return error instanceof DamagedChunk ? "digest" : damageOf(error);
}

/** Of all chunks. Content that was kept before there were digests, or whose process ended after recording it, is read whole first. */
async function digestsOf(content: KeptContent): Promise<Uint8Array> {
  if (content.size <= CHUNK_BYTES) return content.sha256;
  const kept = await findDigests(content);
  if (kept?.length === countChunks(content.size) * DIGEST_BYTES) return kept;
  // Once is enough: the worker looks again.
  const known = await findDamage(content);
  const checked = known ? { damage: known } : await checkContent(content);
  if ("damage" in checked) throw new DamagedContent(checked.damage);
  return checked.digests;
}
