/** Every write is read back: length, digest, encryption, and the lock where one was asked for. */
import { createHash } from "node:crypto";
import {
  GetObjectCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  PutObjectRetentionCommand,
} from "@aws-sdk/client-s3";
import { SealbookError } from "#lib/words/errors.ts";
import type { Answers } from "./answers.ts";
import { at, type Bucket, withCustomerKey } from "./bucket.ts";
import { told } from "./failures.ts";

/** A clock of a server may count in whole seconds. */
const LOCK_MS_SHORT_MAX = 2_000;

export interface Written {
  /** Key of the object, without the bucket's prefix. */
  name: string;
  size: number;
  /** What its tag has to be where tags are digests. */
  tag: string;
  /** Of all of it, in hex, where tags are none. */
  sha256: () => Promise<string>;
  /** Where objects have versions. */
  version?: string | undefined;
}

/** A server answered that all is well, and it is not. */
class NotWritten extends Error {
  constructor(name: string, what: string) {
    super(`${name} was written, and then ${what}`);
    this.name = "NotWritten";
  }
}

const bare = (tag: string | undefined): string => (tag ?? "").replaceAll('"', "");

export async function headOf(bucket: Bucket, { name, version }: Pick<Written, "name" | "version">) {
  const which = { ...at(bucket, name), ...(version !== undefined && { VersionId: version }) };
  return await bucket.client.send(new HeadObjectCommand({ ...which, ...withCustomerKey(bucket) }));
}

/**
 * @param lock what has to hold of it; undefined: none was asked for
 * @throws {SealbookError} `storage_unavailable` for what is not there as it was sent
 */
export async function checkWritten(
  { bucket, answers }: { bucket: Bucket; answers: Answers },
  written: Written,
  lock?: { mode: "GOVERNANCE" | "COMPLIANCE"; until: Date },
): Promise<void> {
  await told(async () => {
    const head = await headOf(bucket, written);
    const refuse = (what: string) => {
      throw new SealbookError("storage_unavailable", { cause: new NotWritten(written.name, what) });
    };
    if (head.ContentLength !== written.size) refuse(`had ${head.ContentLength} bytes instead of ${written.size}`);
    if (!isEncrypted(bucket, head)) refuse("was not encrypted as was asked");
    if (answers.tagsAreDigests) {
      if (bare(head.ETag) !== written.tag) refuse(`had the digest ${bare(head.ETag)} instead of ${written.tag}`);
    } else if ((await digestOf(bucket, written)) !== (await written.sha256())) {
      refuse("had other bytes");
    }
    if (lock !== undefined && !(await isLocked(bucket, { written, head, lock }))) refuse("was not locked");
  });
}

export function isEncrypted({ encryption }: Bucket, head: Partial<HeadObjectCommandOutput>): boolean {
  if (encryption === undefined) return true;
  if (encryption.kind === "customer") return head.SSECustomerAlgorithm === "AES256";
  return head.ServerSideEncryption === encryption.kind;
}

type Asked = { mode: "GOVERNANCE" | "COMPLIANCE"; until: Date };

function holds({ mode, until }: Asked, head: Partial<HeadObjectCommandOutput>): boolean {
  const date = head.ObjectLockRetainUntilDate?.getTime() ?? 0;
  // What is locked for ever by its keeper's own rules is locked at least as well.
  const isMode = head.ObjectLockMode === mode || head.ObjectLockMode === "COMPLIANCE";
  return isMode && date >= until.getTime() - LOCK_MS_SHORT_MAX;
}

/** Some servers forget the lock of a copy or of an upload in parts, and take it by a request of its own. */
async function isLocked(
  bucket: Bucket,
  { written, head, lock }: { written: Written; head: HeadObjectCommandOutput; lock: Asked },
): Promise<boolean> {
  if (holds(lock, head)) return true;
  const version = head.VersionId ?? written.version;
  await bucket.client.send(
    new PutObjectRetentionCommand({
      ...at(bucket, written.name),
      ...(version !== undefined && { VersionId: version }),
      Retention: { Mode: lock.mode, RetainUntilDate: lock.until },
    }),
  );
  return holds(lock, await headOf(bucket, { name: written.name, version }));
}

/** SHA-256 of what lies there, in hex, by reading all of it. */
export async function digestOf(bucket: Bucket, { name, version }: Pick<Written, "name" | "version">): Promise<string> {
  const which = { ...at(bucket, name), ...(version !== undefined && { VersionId: version }) };
  const { Body } = await bucket.client.send(new GetObjectCommand({ ...which, ...withCustomerKey(bucket) }));
  const hash = createHash("sha256");
  for await (const chunk of Body as AsyncIterable<Uint8Array>) hash.update(chunk);
  return hash.digest("hex");
}
