/** Staged bytes get their address: copied by the server where it can, through us where it cannot, compared, and removed under their key. */
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  type HeadObjectCommandOutput,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { logEvent, reasonOf } from "#lib/infra/telemetry/log.ts";
import type { ContentAddress } from "../port.ts";
import type { Answers } from "./answers.ts";
import { at, type Bucket, encrypting, fromCustomerKey, lockFrom, withCustomerKey } from "./bucket.ts";
import { checkWritten, digestOf, headOf, type Written } from "./check-written.ts";
import { told, unlessMissing } from "./failures.ts";
import { nameOf } from "./names.ts";
import { ObjectWriter, PART_BYTES } from "./object-writer.ts";
import { readObject } from "./read-object.ts";

const GIB = 1024 ** 3;
/** What CopyObject takes. */
const COPY_BYTES_MAX = 5 * GIB;
/** Parts that a server copies at the same time. */
const COPIES_AT_ONCE = 4;
/** What passes through us is answered for at once only below this. */
const SHORT_BYTES_MAX = 32 * 1024 ** 2;

interface Copy {
  bucket: Bucket;
  answers: Answers;
  /** Keys of objects. */
  source: string;
  target: string;
  head: HeadObjectCommandOutput;
}

/**
 * @param options isPatient: also what takes long is done. Otherwise that stays under its key for now.
 * @throws {Error} when neither the key nor the address has anything; {SealbookError} `storage_unavailable`, `storage_full`
 */
export async function placeObject(
  { bucket, answers }: Pick<Copy, "bucket" | "answers">,
  { key, address, isPatient }: { key: string; address: ContentAddress; isPatient: boolean },
): Promise<void> {
  const [source, target] = [nameOf({ key }), nameOf(address)];
  const head = await unlessMissing(() => headOf(bucket, { name: source, version: undefined }));
  if (!head) {
    // Placed before, by whoever was interrupted after it.
    if (await unlessMissing(() => headOf(bucket, { name: target, version: undefined }))) return;
    throw new Error(`Nothing lies under ${source}, nor at ${target}.`);
  }
  const copy = { bucket, answers, source, target, head };
  const way = wayOf(copy);
  if (!isPatient && way !== copyWhole && (head.ContentLength ?? 0) > SHORT_BYTES_MAX) return;
  const lock = lockFrom(bucket);
  await checkWritten({ bucket, answers }, await way(copy), lock);
  const version = head.VersionId === undefined ? {} : { VersionId: head.VersionId };
  // Only what it was copied from. What cannot be removed now is swept later.
  await bucket.client
    .send(new DeleteObjectCommand({ ...at(bucket, source), ...version }))
    .catch((error: unknown) => logEvent("error", "storage.staged_left", { key, error: reasonOf(error) }));
}

function wayOf({ answers, head }: Copy): (copy: Copy) => Promise<Written> {
  if (answers.copies === "no") return copyThrough;
  const isInParts = /-\d+"?$/.test(head.ETag ?? "");
  const isLarge = (head.ContentLength ?? 0) > COPY_BYTES_MAX;
  return isLarge || (isInParts && answers.copies === "by parts") ? copyByParts : copyWhole;
}

const bareTag = (tag = ""): string => tag.replaceAll('"', "");

function writtenBy({ bucket, source, target, head }: Copy, version: string | undefined): Written {
  const sha256 = () => digestOf(bucket, { name: source, version: head.VersionId });
  return { name: target, size: head.ContentLength ?? 0, tag: bareTag(head.ETag), version, sha256 };
}

function lockHeaders(bucket: Bucket) {
  const lock = lockFrom(bucket);
  return lock && { ObjectLockMode: lock.mode, ObjectLockRetainUntilDate: lock.until };
}

function copySource({ bucket, source, head }: Copy): string {
  const { Bucket: name, Key: key } = at(bucket, source);
  return head.VersionId === undefined ? `${name}/${key}` : `${name}/${key}?versionId=${head.VersionId}`;
}

async function copyWhole(copy: Copy): Promise<Written> {
  const { bucket, target } = copy;
  const { VersionId } = await told(() =>
    bucket.client.send(
      new CopyObjectCommand({
        ...at(bucket, target),
        ...encrypting(bucket),
        ...fromCustomerKey(bucket),
        ...lockHeaders(bucket),
        CopySource: copySource(copy),
      }),
    ),
  );
  return writtenBy(copy, VersionId);
}

/** By the parts in which it was written: then its tag is the same. */
async function copyByParts(copy: Copy): Promise<Written> {
  const { bucket, target, head } = copy;
  const partBytes = Number(head.Metadata?.[PART_BYTES] ?? bucket.partBytes);
  const size = head.ContentLength ?? 0;
  const create = { ...encrypting(bucket), ...lockHeaders(bucket), Metadata: { [PART_BYTES]: String(partBytes) } };
  return await told(async () => {
    const { UploadId } = await bucket.client.send(
      new CreateMultipartUploadCommand({ ...at(bucket, target), ...create }),
    );
    const upload = { ...at(bucket, target), ...withCustomerKey(bucket), UploadId };
    try {
      const tags: string[] = [];
      const copyPart = async (index: number) => {
        const range = `bytes=${index * partBytes}-${Math.min((index + 1) * partBytes, size) - 1}`;
        const from = { CopySource: copySource(copy), CopySourceRange: range, ...fromCustomerKey(bucket) };
        const { CopyPartResult } = await bucket.client.send(
          new UploadPartCopyCommand({ ...upload, ...from, PartNumber: index + 1 }),
        );
        tags[index] = CopyPartResult?.ETag ?? "";
      };
      const parts = Array.from({ length: Math.ceil(size / partBytes) }, (_, index) => index);
      const turns = parts.values();
      await Promise.all(
        Array.from({ length: COPIES_AT_ONCE }, async () => {
          for (const index of turns) await copyPart(index);
        }),
      );
      const Parts = tags.map((ETag, index) => ({ ETag, PartNumber: index + 1 }));
      const { VersionId } = await bucket.client.send(
        new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }),
      );
      return writtenBy(copy, VersionId);
    } catch (error) {
      // What cannot be ended now is swept later.
      await bucket.client.send(new AbortMultipartUploadCommand({ ...at(bucket, target), UploadId })).catch(() => {});
      throw error;
    }
  });
}

/** Where a server cannot copy what is encrypted under our key. */
async function copyThrough(copy: Copy): Promise<Written> {
  const { bucket, answers, source, target, head } = copy;
  const opened = await readObject(bucket, { name: source });
  if (!opened) throw new Error(`${source} was removed while it was placed.`);
  // What was written whole is written whole again.
  const partBytes = Number(head.Metadata?.[PART_BYTES] ?? Math.max(1, opened.size));
  const writer = new ObjectWriter({ bucket: { ...bucket, partBytes }, answers, name: target, kind: "content" });
  try {
    for await (const part of inParts(opened.stream, partBytes)) await writer.write(part);
    const written = await writer.finish();
    // Not what we have read, but what was staged: a tag is made of the same parts.
    return { ...writtenBy(copy, written.version), size: head.ContentLength ?? 0 };
  } finally {
    opened.stream.destroy();
    await writer.close();
  }
}

async function* inParts(stream: AsyncIterable<Buffer>, partBytes: number): AsyncGenerator<Buffer> {
  let gathered: Buffer[] = [];
  let size = 0;
  for await (const read of stream) {
    for (let at = 0; at < read.length; ) {
      const bytes = read.subarray(at, at + partBytes - size);
      gathered.push(bytes);
      at += bytes.length;
      size += bytes.length;
      if (size < partBytes) continue;
      yield Buffer.concat(gathered);
      [gathered, size] = [[], 0];
    }
  }
  if (size > 0) yield Buffer.concat(gathered);
}
