/**
 * Content in a bucket of object storage (S3), behind the port. What the bucket really does is found out before it is used (probe.ts), and
 * every write is read back (check-written.ts).
 */
import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import type { ContentAddress, ContentStorage, StagedKey, Stored } from "../port.ts";
import type { Answers } from "./answers.ts";
import type { Bucket } from "./bucket.ts";
import { inOurWords, told } from "./failures.ts";
import { addressIn, CONTENT, nameOf, STAGED } from "./names.ts";
import { placeObject } from "./place-object.ts";
import { fitAnswers } from "./probe.ts";
import { readObject } from "./read-object.ts";
import { endUpload, openUploads, removeObject } from "./remove-object.ts";
import { StagedObject } from "./staged-object.ts";

export function s3Storage(bucket: Bucket): ContentStorage {
  let asked: Promise<Answers> | undefined;
  /** Asked once a process; again where the bucket could not be reached or was not fit. */
  const known = async () => {
    asked ??= fitAnswers(bucket).catch((error: unknown) => {
      asked = undefined;
      throw inOurWords(error);
    });
    return { bucket, answers: await asked };
  };

  function list(kind: "staged", options: { before: Date }): AsyncIterable<StagedKey>;
  function list(kind: "placed", options: { before: Date }): AsyncIterable<ContentAddress>;
  function list(kind: "staged" | "placed", { before }: { before: Date }): AsyncIterable<Stored> {
    return kind === "staged" ? listStaged(bucket, before) : listPlaced(bucket, before);
  }

  return {
    stage: async () => new StagedObject(await known()),
    place: async (key, address, options) =>
      await placeObject(await known(), { key, address, isPatient: options?.durable === true }),
    read: async (stored, part) => await readObject(bucket, { name: nameOf(stored), part }),
    async remove(stored) {
      const name = nameOf(stored);
      await removeObject(await known(), name);
      if ("key" in stored) await endUploads(bucket, { under: name, before: new Date(), isOnly: name });
    },
    list,
  };
}

/** What lies there, and what was begun and not finished. Uploads that ended while content was copied are ended on the way. */
async function* listStaged(bucket: Bucket, before: Date): AsyncGenerator<StagedKey> {
  for await (const name of objects(bucket, { under: STAGED, before })) yield { key: name.slice(STAGED.length) };
  for await (const { name } of openUploads(bucket, { under: STAGED, before })) yield { key: name.slice(STAGED.length) };
  await endUploads(bucket, { under: CONTENT, before });
}

async function* listPlaced(bucket: Bucket, before: Date): AsyncGenerator<ContentAddress> {
  for await (const name of objects(bucket, { under: CONTENT, before })) {
    const address = addressIn(name);
    if (address) yield address;
  }
}

async function endUploads(bucket: Bucket, options: { under: string; before: Date; isOnly?: string }): Promise<void> {
  for await (const upload of openUploads(bucket, options)) {
    if (options.isOnly === undefined || upload.name === options.isOnly) await endUpload(bucket, upload);
  }
}

/** Keys of objects that were written last before `before`. */
async function* objects(
  { client, name, prefix }: Bucket,
  { under, before }: { under: string; before: Date },
): AsyncGenerator<string> {
  let token: string | undefined;
  do {
    const more = token === undefined ? {} : { ContinuationToken: token };
    const asked: ListObjectsV2Command = new ListObjectsV2Command({ Bucket: name, Prefix: prefix + under, ...more });
    const page = await told(() => client.send(asked));
    for (const { Key, LastModified } of page.Contents ?? []) {
      if (Key !== undefined && LastModified !== undefined && LastModified < before) yield Key.slice(prefix.length);
    }
    token = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
}
