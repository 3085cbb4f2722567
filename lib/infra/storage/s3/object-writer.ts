/**
 * One object on its way to a bucket, part by part. What fits one part is sent by one request; more is an upload in parts, of which
 * nothing is seen before it is completed. Bytes are buffers, never a stream: a client that sends a live stream does not notice that it fails.
 */
import { createHash, type Hash } from "node:crypto";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import type { Answers } from "./answers.ts";
import { at, type Bucket, encrypting, lockFrom, md5, withCustomerKey } from "./bucket.ts";
import type { Written } from "./check-written.ts";
import { isMissing, statusOf, told } from "./failures.ts";

/** Of one object at the same time, so that memory stays flat. */
const PARTS_UNDERWAY_MAX = 3;
/** Member of the metadata of an object that was written in parts. */
export const PART_BYTES = "part-bytes";

/** staged: of a key that nobody has used before. content: of an address, with the lock that is asked for. */
type Kind = "staged" | "content";

export class ObjectWriter {
  readonly #bucket: Bucket;
  readonly #answers: Answers;
  readonly #name: string;
  readonly #kind: Kind;
  /** Of everything, where tags of objects are no digests. */
  readonly #hash: Hash | undefined;
  /** Held back until it is known whether more comes. */
  #first: Buffer | undefined;
  #uploadId: string | undefined;
  readonly #tags: { tag: string; digest: Buffer }[] = [];
  readonly #underway = new Set<Promise<void>>();
  #failure: unknown;
  #parts = 0;
  #size = 0;
  #isFinished = false;

  constructor(options: { bucket: Bucket; answers: Answers; name: string; kind: Kind }) {
    this.#bucket = options.bucket;
    this.#answers = options.answers;
    this.#name = options.name;
    this.#kind = options.kind;
    this.#hash = options.answers.tagsAreDigests ? undefined : createHash("sha256");
  }

  /** Takes a part: the bucket's size of one, or less for the last. It is the writer's from then on. */
  async write(part: Buffer): Promise<void> {
    this.#hash?.update(part);
    this.#size += part.length;
    this.#parts += 1;
    if (this.#parts === 1) {
      this.#first = part;
      return;
    }
    if (this.#first !== undefined) {
      const first = this.#first;
      this.#first = undefined;
      this.#uploadId = await this.#begin();
      this.#send(first, 1);
    }
    while (this.#underway.size >= PARTS_UNDERWAY_MAX) await Promise.race(this.#underway);
    if (this.#failure !== undefined) throw this.#failure;
    this.#send(part, this.#parts);
  }

  /** @throws {SealbookError} `storage_full`, `storage_unavailable` */
  async finish(): Promise<Written> {
    const single = this.#uploadId === undefined ? (this.#first ?? Buffer.alloc(0)) : undefined;
    const { version, tag } = single ? await this.#put(single) : await this.#complete();
    this.#isFinished = true;
    this.#first = undefined;
    const hex = this.#hash?.digest("hex") ?? "";
    return { name: this.#name, size: this.#size, tag, version, sha256: async () => hex };
  }

  /** To be called once nothing is written any more; safe to call twice. What was not finished is gone. */
  async close(): Promise<void> {
    this.#first = undefined;
    await Promise.allSettled(this.#underway);
    if (this.#uploadId === undefined || this.#isFinished) return;
    this.#isFinished = true;
    const abort = { ...at(this.#bucket, this.#name), UploadId: this.#uploadId };
    // What cannot be ended now is swept later.
    await this.#bucket.client.send(new AbortMultipartUploadCommand(abort)).catch(() => {});
  }

  #lock() {
    const lock = this.#kind === "content" ? lockFrom(this.#bucket) : undefined;
    return lock && { ObjectLockMode: lock.mode, ObjectLockRetainUntilDate: lock.until };
  }

  /** A second line: keys are random. What was written by an answer that was lost is found to be there, and then compared like all else. */
  #onlyNew(isKept: boolean) {
    return this.#kind === "staged" && isKept ? { IfNoneMatch: "*" } : {};
  }

  async #begin(): Promise<string> {
    const { UploadId } = await told(() =>
      this.#bucket.client.send(
        new CreateMultipartUploadCommand({
          ...at(this.#bucket, this.#name),
          ...encrypting(this.#bucket),
          ...this.#lock(),
          // Whoever copies it by parts has to take the same ones.
          Metadata: { [PART_BYTES]: String(this.#bucket.partBytes) },
        }),
      ),
    );
    return UploadId ?? "";
  }

  #send(part: Buffer, number: number): void {
    const sending = this.#sendPart(part, number)
      .catch((error: unknown) => {
        this.#failure ??= error;
      })
      .finally(() => this.#underway.delete(sending));
    this.#underway.add(sending);
  }

  async #sendPart(part: Buffer, number: number): Promise<void> {
    const digest = md5(part);
    const { ETag } = await told(() =>
      this.#bucket.client.send(
        new UploadPartCommand({
          ...at(this.#bucket, this.#name),
          ...withCustomerKey(this.#bucket),
          ...{ UploadId: this.#uploadId, PartNumber: number, Body: part, ContentMD5: digest.toString("base64") },
        }),
      ),
    );
    this.#tags[number - 1] = { tag: ETag ?? "", digest };
  }

  async #put(bytes: Buffer): Promise<{ version: string | undefined; tag: string }> {
    const digest = md5(bytes);
    const { VersionId } = await unlessThere(() =>
      this.#bucket.client.send(
        new PutObjectCommand({
          ...at(this.#bucket, this.#name),
          ...encrypting(this.#bucket),
          ...this.#lock(),
          ...this.#onlyNew(this.#answers.conditionalPut),
          ...{ Body: bytes, ContentMD5: digest.toString("base64") },
        }),
      ),
    );
    return { version: VersionId, tag: digest.toString("hex") };
  }

  async #complete(): Promise<{ version: string | undefined; tag: string }> {
    await Promise.all(this.#underway);
    if (this.#failure !== undefined) throw this.#failure;
    const parts = this.#tags.map(({ tag }, index) => ({ ETag: tag, PartNumber: index + 1 }));
    const { VersionId } = await unlessThere(() =>
      this.#bucket.client.send(
        new CompleteMultipartUploadCommand({
          ...at(this.#bucket, this.#name),
          ...withCustomerKey(this.#bucket),
          ...this.#onlyNew(this.#answers.conditionalComplete),
          ...{ UploadId: this.#uploadId, MultipartUpload: { Parts: parts } },
        }),
      ),
    );
    const digests = Buffer.concat(this.#tags.map(({ digest }) => digest));
    return { version: VersionId, tag: `${md5(digests).toString("hex")}-${parts.length}` };
  }
}

/** Where the answer to a first attempt was lost, the next is told that it is there already, or that the upload is none any more. */
async function unlessThere<T>(work: () => Promise<T>): Promise<T | { VersionId?: undefined }> {
  return await told(() =>
    work().catch((error: unknown) => {
      if (isMissing(error) || statusOf(error) === 412) return {};
      throw error;
    }),
  );
}
