/** Reading an object, all of it or a part, as a stream that goes on where a connection broke. */
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { GetObjectCommand, type GetObjectCommandOutput } from "@aws-sdk/client-s3";
import { CHUNK_BYTES, type Part, type StoredContent } from "../port.ts";
import { at, type Bucket, withCustomerKey } from "./bucket.ts";
import { inOurWords, statusOf, unlessMissing } from "./failures.ts";

/** Of a broken body, one after the other without a byte between them. */
const ATTEMPTS_MAX = 5;
const PAUSE_MS = 200;

/** @param part of it, both bytes included; absent: all. @returns undefined when it is not there. */
export async function readObject(
  bucket: Bucket,
  { name, part }: { name: string; part?: Part | undefined },
): Promise<StoredContent | undefined> {
  const asked = part && { Range: `bytes=${part.first}-${part.last}` };
  const first = await unlessMissing(() =>
    get(bucket, name, asked).catch(async (error: unknown) => {
      // It is shorter than it should be: its reader finds that out by its size.
      if (statusOf(error) === 416) return await get(bucket, name);
      throw error;
    }),
  );
  if (!first) return undefined;
  const range = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(first.ContentRange ?? "");
  const size = range ? Number(range[3]) : (first.ContentLength ?? 0);
  const given = range ? { first: Number(range[1]), last: Number(range[2]) } : { first: 0, last: size - 1 };
  const running: Running = { body: first.Body as Readable };
  const stream = Readable.from(bytesOf(bucket, { name, first, given, running }), {
    objectMode: false,
    highWaterMark: CHUNK_BYTES,
  });
  // Also when nobody has begun to read, or waits for a connection that is silent.
  const end = () => {
    running.isOver = true;
    running.body?.destroy();
  };
  return { size, stream: stream.once("close", end) };
}

interface Running {
  body: Readable | undefined;
  isOver?: true;
}

async function get(bucket: Bucket, name: string, more: { Range?: string; IfMatch?: string } = {}) {
  return await bucket.client.send(new GetObjectCommand({ ...at(bucket, name), ...withCustomerKey(bucket), ...more }));
}

async function* bytesOf(
  bucket: Bucket,
  { name, first, given, running }: { name: string; first: GetObjectCommandOutput; given: Part; running: Running },
): AsyncGenerator<Uint8Array> {
  let next = given.first;
  let failures = 0;
  while (next <= given.last) {
    const before = next;
    try {
      const body = running.body ?? (await again());
      running.body = body;
      for await (const chunk of body as AsyncIterable<Uint8Array>) {
        next += chunk.length;
        yield chunk;
      }
      if (next <= given.last) throw new Error("The answer ended before its length.");
    } catch (error) {
      if (running.isOver) return;
      failures = next > before ? 1 : failures + 1;
      // Replaced or removed meanwhile: what comes would not be of the same bytes.
      const status = statusOf(error);
      if (failures >= ATTEMPTS_MAX || status === 412 || status === 404) throw inOurWords(error);
      await sleep(PAUSE_MS * failures);
    } finally {
      running.body?.destroy();
      running.body = undefined;
    }
  }

  async function again(): Promise<Readable> {
    const IfMatch = first.ETag === undefined ? {} : { IfMatch: first.ETag };
    const { Body } = await get(bucket, name, { Range: `bytes=${next}-${given.last}`, ...IfMatch });
    return Body as Readable;
  }
}
