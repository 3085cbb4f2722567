/**
 * What a bucket really does, found out by doing it under keys of their own: servers answer 200 to what they do not keep. What was asked
 * for and is not kept is a reason not to begin; the rest decides how content is written, copied and checked.
 */
import { randomUUID } from "node:crypto";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectLockConfigurationCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectRetentionCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import type { Answers } from "./answers.ts";
import { at, type Bucket, encrypting, fromCustomerKey, md5, withCustomerKey } from "./bucket.ts";
import { headOf, isEncrypted } from "./check-written.ts";
import { inOurWords, nameOf, statusOf } from "./failures.ts";
import { PROBE } from "./names.ts";
import { endUpload, removeObject } from "./remove-object.ts";
import { UNFIT, Unfit, type UnfitReason } from "./unfit.ts";

const LOCK_MS = 60_000;
/** No probe takes as long. */
const LEFT_MS = 10 * 60_000;
const BYTES = Buffer.from("Sealbook looks at what this bucket does.\n");

/** @throws {Unfit}; {SealbookError} `storage_unavailable` when the bucket cannot be asked now */
export async function fitAnswers(bucket: Bucket): Promise<Answers> {
  const { answers, unfit } = await probe(bucket);
  const [reason] = unfit;
  if (reason !== undefined || answers === undefined) throw new Unfit(bucket.name, reason ?? "parts");
  return answers;
}

/** @returns answers: undefined where it does not get as far. unfit: what was asked for and is not there, the worst first */
export async function probe(bucket: Bucket): Promise<{ answers?: Answers; unfit: UnfitReason[] }> {
  const begun = `${PROBE}${randomUUID()}`;
  const unfit: UnfitReason[] = [];
  try {
    const answers = await ask(bucket, { begun, unfit });
    await tidy(bucket, { begun, answers });
    return { answers, unfit };
  } catch (error) {
    if (nameOf(error) === "NoSuchBucket") return { unfit: ["bucket"] };
    if (statusOf(error) === 403) return { unfit: ["access"] };
    if (error instanceof Refused) return { unfit: [error.reason] };
    throw inOurWords(error);
  }
}

/** What this probe left, and what is left of others: one that was locked is removed by the next but one. Best effort: it is a few bytes. */
async function tidy(bucket: Bucket, { begun, answers }: { begun: string; answers: Answers }): Promise<void> {
  const { Contents = [] } = await bucket.client.send(
    new ListObjectsV2Command({ Bucket: bucket.name, Prefix: bucket.prefix + PROBE }),
  );
  const old = new Date(Date.now() - LEFT_MS);
  for (const { Key = "", LastModified = new Date() } of Contents) {
    const name = Key.slice(bucket.prefix.length);
    if (name.startsWith(begun) || LastModified < old) await removeObject({ bucket, answers }, name).catch(() => {});
  }
}

class Refused extends Error {
  readonly reason: UnfitReason;
  constructor(reason: UnfitReason) {
    super(UNFIT[reason].en);
    this.reason = reason;
  }
}

interface Asking {
  /** Begins every key of this probe. */
  begun: string;
  unfit: UnfitReason[];
}

async function ask(bucket: Bucket, { begun, unfit }: Asking): Promise<Answers> {
  const whole = `${begun}-whole`;
  const tagged = await putWhole(bucket, whole);
  const versions = await hasVersions(bucket);
  const defaults = await lockRules(bucket);
  const answers: Answers = {
    conditionalPut: await isRefused(412, () => put(bucket, whole, { IfNoneMatch: "*" })),
    refusesWrongDigest: await isRefused(400, () =>
      put(bucket, `${begun}-wrong`, { ContentMD5: md5(Buffer.from("x")).toString("base64") }),
    ),
    ...{ versions, locks: "no", conditionalComplete: false, tagsAreDigests: false, copies: "no" },
    encryption: tagged.encryption,
    listsUploads: await listsUploads(bucket, begun),
  };
  if (!tagged.isEncrypted) unfit.push("encryption");
  if (defaults.isDefault) unfit.push("default-lock");
  const parts = `${begun}-parts`;
  const inParts = await putParts(bucket, parts, { isLocked: defaults.isOn && bucket.lock !== undefined });
  answers.tagsAreDigests = tagged.isDigest && inParts.isDigest && answers.refusesWrongDigest;
  answers.conditionalComplete = await isRefused(412, () => putParts(bucket, parts, { isLocked: false, isNew: true }));
  answers.copies = await copiesAs(bucket, { whole, parts, begun, tags: { whole: tagged.tag, parts: inParts.tag } });
  answers.locks = defaults.isOn ? inParts.locks : "no";
  if (bucket.lock !== undefined && answers.locks === "no") unfit.push("lock");
  if (!answers.listsUploads) unfit.push("uploads");
  return answers;
}

async function put(bucket: Bucket, key: string, more: { IfNoneMatch?: string; ContentMD5?: string } = {}) {
  const content = { Body: BYTES, ContentMD5: md5(BYTES).toString("base64") };
  return await bucket.client.send(
    new PutObjectCommand({ ...at(bucket, key), ...encrypting(bucket), ...content, ...more }),
  );
}

const bare = (tag: string | undefined): string => (tag ?? "").replaceAll('"', "");

/** The bytes come back as they were, and in parts; and what is told of them. */
async function putWhole(bucket: Bucket, key: string) {
  const { ServerSideEncryption, SSECustomerAlgorithm } = await putOrRefuse(bucket, key);
  const head = await headOf(bucket, { name: key, version: undefined });
  const { Body } = await bucket.client.send(
    new GetObjectCommand({ ...at(bucket, key), ...withCustomerKey(bucket), Range: "bytes=3-9" }),
  );
  const part = Buffer.from((await Body?.transformToByteArray()) ?? []);
  if (!part.equals(BYTES.subarray(3, 10))) throw new Refused("ranges");
  return {
    tag: bare(head.ETag),
    isDigest: bare(head.ETag) === md5(BYTES).toString("hex"),
    isEncrypted: isEncrypted(bucket, head),
    encryption: ServerSideEncryption ?? SSECustomerAlgorithm ?? "",
  };
}

/** A server that cannot encrypt says so at once, or not at all. */
async function putOrRefuse(bucket: Bucket, key: string) {
  try {
    return await put(bucket, key);
  } catch (error) {
    const isNotThere = statusOf(error) === 400 || statusOf(error) === 501;
    if (bucket.encryption !== undefined && isNotThere) throw new Refused("encryption");
    throw error;
  }
}

async function putParts(
  bucket: Bucket,
  key: string,
  { isLocked, isNew = false }: { isLocked: boolean; isNew?: boolean },
) {
  const until = new Date(Date.now() + LOCK_MS);
  const lock = isLocked ? { ObjectLockMode: "GOVERNANCE" as const, ObjectLockRetainUntilDate: until } : {};
  const { UploadId = "" } = await bucket.client.send(
    new CreateMultipartUploadCommand({ ...at(bucket, key), ...encrypting(bucket), ...lock }),
  );
  const upload = { ...at(bucket, key), ...withCustomerKey(bucket), UploadId };
  try {
    const part = { PartNumber: 1, Body: BYTES, ContentMD5: md5(BYTES).toString("base64") };
    const { ETag = "" } = await bucket.client.send(new UploadPartCommand({ ...upload, ...part }));
    const Parts = [{ ETag, PartNumber: 1 }];
    const only = isNew ? { IfNoneMatch: "*" } : {};
    await bucket.client.send(new CompleteMultipartUploadCommand({ ...upload, ...only, MultipartUpload: { Parts } }));
  } catch (error) {
    await endUpload(bucket, { name: key, uploadId: UploadId }).catch(() => {});
    throw error;
  }
  const head = await headOf(bucket, { name: key, version: undefined });
  const tag = bare(head.ETag);
  const isDigest = tag === `${md5(md5(BYTES)).toString("hex")}-1` && isEncrypted(bucket, head);
  return { tag, isDigest, locks: isLocked ? await locksOf(bucket, { key, head, until }) : ("no" as const) };
}

/** Only where the bucket says that locks are on: elsewhere a server was seen to replace the object by what it was asked. */
async function locksOf(
  bucket: Bucket,
  { key, head, until }: { key: string; head: Awaited<ReturnType<typeof headOf>>; until: Date },
): Promise<Answers["locks"]> {
  if (head.ObjectLockMode !== undefined) return "at once";
  const version = head.VersionId === undefined ? {} : { VersionId: head.VersionId };
  const Retention = { Mode: "GOVERNANCE" as const, RetainUntilDate: until };
  await bucket.client
    .send(new PutObjectRetentionCommand({ ...at(bucket, key), ...version, Retention }))
    .catch(() => {});
  const after = await headOf(bucket, { name: key, version: head.VersionId });
  return after.ObjectLockMode === undefined ? "no" : "afterwards";
}

/** Copies with the encryption that is asked for, and whether the tags stay: of what was written whole, and in parts. */
async function copiesAs(
  bucket: Bucket,
  {
    whole,
    parts,
    begun,
    tags,
  }: { whole: string; parts: string; begun: string; tags: { whole: string; parts: string } },
): Promise<Answers["copies"]> {
  const copy = async (from: string, to: string) => {
    const { Bucket: name, Key: key } = at(bucket, from);
    const keys = { ...encrypting(bucket), ...fromCustomerKey(bucket), CopySource: `${name}/${key}` };
    await bucket.client.send(new CopyObjectCommand({ ...at(bucket, to), ...keys }));
    const head = await headOf(bucket, { name: to, version: undefined });
    return { tag: bare(head.ETag), isEncrypted: isEncrypted(bucket, head) };
  };
  try {
    const one = await copy(whole, `${begun}-copy`);
    if (one.tag !== tags.whole || !one.isEncrypted) return "no";
    return (await copy(parts, `${begun}-copy-parts`)).tag === tags.parts ? "whole" : "by parts";
  } catch (error) {
    const status = statusOf(error) ?? 500;
    if (status === 501 || status === 400 || status === 405) return "no";
    throw error;
  }
}

async function hasVersions(bucket: Bucket): Promise<boolean> {
  const { Status } = await bucket.client.send(new GetBucketVersioningCommand({ Bucket: bucket.name }));
  return Status !== undefined;
}

/** isDefault: whatever is written is locked, also what is staged for a moment. */
async function lockRules(bucket: Bucket): Promise<{ isOn: boolean; isDefault: boolean }> {
  try {
    const asked = new GetObjectLockConfigurationCommand({ Bucket: bucket.name });
    const { ObjectLockConfiguration: rules } = await bucket.client.send(asked);
    return { isOn: rules?.ObjectLockEnabled === "Enabled", isDefault: rules?.Rule?.DefaultRetention !== undefined };
  } catch (error) {
    // 404: none; 400, 501: never heard of. Who may not ask cannot be told either.
    if ([400, 403, 404, 405, 501].includes(statusOf(error) ?? 500)) return { isOn: false, isDefault: false };
    throw error;
  }
}

async function listsUploads(bucket: Bucket, begun: string): Promise<boolean> {
  const key = `${begun}-open`;
  const { UploadId = "" } = await bucket.client.send(
    new CreateMultipartUploadCommand({ ...at(bucket, key), ...encrypting(bucket) }),
  );
  try {
    const { Uploads = [] } = await bucket.client.send(
      new ListMultipartUploadsCommand({ Bucket: bucket.name, Prefix: at(bucket, key).Key }),
    );
    return Uploads.some((upload) => upload.UploadId === UploadId);
  } finally {
    await endUpload(bucket, { name: key, uploadId: UploadId });
  }
}

async function isRefused(status: number, work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return false;
  } catch (error) {
    if (statusOf(error) === status) return true;
    if (statusOf(error) === 501 || statusOf(error) === 400) return false;
    throw error;
  }
}
