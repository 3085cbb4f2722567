/** Bytes into a bucket: through the product's storage, which hashes, sends and compares them, beside a bare client that sends them. */
import { randomBytes, randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { Upload } from "@aws-sdk/lib-storage";
import { ContentWriter } from "#lib/infra/storage/content-writer.ts";
import { at, type Bucket } from "#lib/infra/storage/s3/bucket.ts";
import { s3Storage } from "#lib/infra/storage/s3/s3-storage.ts";
import { makeBucket } from "#tests/support/s3/bucket.ts";
import { startRadosgw } from "#tests/support/s3/radosgw.ts";
import { type Measurement, median, timed } from "./measure.ts";

const MIB = 1024 ** 2;
/** The server has its objects in memory, and gives back that of removed ones only hours later: all rounds together are 3 of its 6 GiB. */
const BYTES = 256 * MIB;
/** What a socket hands over at once. */
const CHUNK_BYTES = 64 * 1024;
/** Parts under way, as the product has. */
const PARTS_UNDERWAY = 3;
const ROUNDS = 5;
const RATIO_AIM = 0.7;

export async function benchS3(say: (line: string) => void): Promise<Measurement[]> {
  const server = await startRadosgw();
  if (!server) return [];
  const bucket = await makeBucket(server, { S3_PART_BYTES: String(8 * MIB) });
  const storage = s3Storage(bucket);
  const ours = async () => {
    const writer = await ContentWriter.on(await storage.stage());
    for (const chunk of chunks()) await writer.write(chunk);
    const { size } = writer.digest();
    const { key } = (await writer.finish()) ?? {};
    await writer.close();
    if (size !== BYTES || key === undefined) throw new Error("not all of it was staged");
    return () => storage.remove({ key });
  };
  const times: Record<"bare" | "ours", number[]> = { bare: [], ours: [] };
  const runs: ["bare" | "ours", () => Promise<() => Promise<unknown>>][] = [
    ["bare", () => bare(bucket)],
    ["ours", ours],
  ];
  try {
    for (let round = 0; round <= ROUNDS; round++) {
      for (const [name, run] of round % 2 === 0 ? runs : runs.toReversed()) {
        let remove: () => Promise<unknown> = async () => {};
        const milliseconds = await timed(async () => {
          remove = await run();
        });
        await remove();
        // What the first loads, the others have.
        if (round > 0) times[name].push(milliseconds);
      }
      say(`s3 round ${round} of ${ROUNDS}: ${JSON.stringify(times)}`);
    }
  } finally {
    await server.stop();
  }
  const ratio = median(times.bare.map((milliseconds, round) => milliseconds / (times.ours[round] ?? Number.NaN)));
  const rate = (name: "bare" | "ours") => `${(BYTES / MIB / (median(times[name]) / 1_000)).toFixed(0)} MiB/s`;
  return [
    {
      what: "256 MiB hashed, sent to Ceph's gateway and compared there, parts of 8 MiB",
      figure: rate("ours"),
      against: `${rate("bare")} sent by a bare client (lib-storage, the same parts)`,
      ratio,
      aim: `≥ ${RATIO_AIM}`,
      holds: ratio >= RATIO_AIM,
    },
  ];
}

const block = randomBytes(MIB);

/** Each is memory of its own, as from a socket: whoever takes it may give it back. */
function* chunks(): Generator<Buffer> {
  for (let sent = 0; sent < BYTES; sent += CHUNK_BYTES) {
    const at = sent % MIB;
    const chunk = Buffer.from(new ArrayBuffer(CHUNK_BYTES));
    block.copy(chunk, 0, at, at + CHUNK_BYTES);
    yield chunk;
  }
}

async function bare(bucket: Bucket): Promise<() => Promise<unknown>> {
  const params = { ...at(bucket, `bare/${randomUUID()}`), Body: Readable.from(chunks(), { objectMode: false }) };
  await new Upload({ client: bucket.client, params, partSize: bucket.partBytes, queueSize: PARTS_UNDERWAY }).done();
  const { DeleteObjectCommand } = await import("@aws-sdk/client-s3");
  const { Bucket: Name, Key } = params;
  return () => bucket.client.send(new DeleteObjectCommand({ Bucket: Name, Key }));
}
