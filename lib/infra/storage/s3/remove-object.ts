/** Removing objects: where a bucket keeps versions, all of them, and none where one is locked. */
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
} from "@aws-sdk/client-s3";
import { LockedContent } from "../port.ts";
import type { Answers } from "./answers.ts";
import { at, type Bucket } from "./bucket.ts";
import { headOf } from "./check-written.ts";
import { told, unlessMissing } from "./failures.ts";

/** @throws {LockedContent} before anything is removed; {SealbookError} `storage_unavailable` */
export async function removeObject({ bucket, answers }: { bucket: Bucket; answers: Answers }, name: string) {
  if (!answers.versions) {
    await unlessMissing(() => bucket.client.send(new DeleteObjectCommand(at(bucket, name))));
    return;
  }
  const versions: string[] = [];
  for await (const version of versionsOf(bucket, name)) versions.push(version);
  if (answers.locks !== "no") await refuseLocked(bucket, { name, versions });
  for (const version of versions) {
    await unlessMissing(() => bucket.client.send(new DeleteObjectCommand({ ...at(bucket, name), VersionId: version })));
  }
}

async function refuseLocked(bucket: Bucket, { name, versions }: { name: string; versions: readonly string[] }) {
  const now = new Date();
  for (const version of versions) {
    // A mark that something was deleted has no head, and no lock.
    const head = await unlessMissing(() =>
      headOf(bucket, { name, version }).catch((error: { $metadata?: { httpStatusCode?: number } }) =>
        error.$metadata?.httpStatusCode === 405 ? undefined : Promise.reject(error),
      ),
    );
    const until = head?.ObjectLockRetainUntilDate;
    if (head?.ObjectLockLegalHoldStatus === "ON") throw new LockedContent(undefined);
    if (until && until > now) throw new LockedContent(until);
  }
}

async function* versionsOf(bucket: Bucket, name: string): AsyncGenerator<string> {
  const { Bucket: Name, Key: key } = at(bucket, name);
  let next: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
  while (next !== undefined) {
    const asked: ListObjectVersionsCommand = new ListObjectVersionsCommand({ Bucket: Name, Prefix: key, ...next });
    const page = await told(() => bucket.client.send(asked));
    for (const { Key, VersionId } of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]) {
      if (Key === key && VersionId !== undefined) yield VersionId;
    }
    next = page.IsTruncated ? markers(page.NextKeyMarker, page.NextVersionIdMarker) : undefined;
  }
}

function markers(key: string | undefined, version: string | undefined) {
  return {
    ...(key !== undefined && { KeyMarker: key }),
    ...(version !== undefined && { VersionIdMarker: version }),
  };
}

/** Uploads in parts that were begun before `before` and not finished. */
export async function* openUploads(
  bucket: Bucket,
  { under, before }: { under: string; before: Date },
): AsyncGenerator<{ name: string; uploadId: string }> {
  let next: { KeyMarker?: string; UploadIdMarker?: string } | undefined = {};
  while (next !== undefined) {
    const asked: ListMultipartUploadsCommand = new ListMultipartUploadsCommand({
      Bucket: bucket.name,
      Prefix: bucket.prefix + under,
      ...next,
    });
    const page = await told(() => bucket.client.send(asked));
    for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
      if (Key === undefined || UploadId === undefined || (Initiated !== undefined && Initiated >= before)) continue;
      yield { name: Key.slice(bucket.prefix.length), uploadId: UploadId };
    }
    const { NextKeyMarker: key, NextUploadIdMarker: upload } = page;
    next = page.IsTruncated
      ? { ...(key !== undefined && { KeyMarker: key }), ...(upload !== undefined && { UploadIdMarker: upload }) }
      : undefined;
  }
}

export async function endUpload(bucket: Bucket, { name, uploadId }: { name: string; uploadId: string }): Promise<void> {
  await unlessMissing(() =>
    bucket.client.send(new AbortMultipartUploadCommand({ ...at(bucket, name), UploadId: uploadId })),
  );
}
