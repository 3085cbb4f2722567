/** A bucket of object storage: how it is reached, and what is asked of it. */
import { createHash } from "node:crypto";
import { S3Client } from "@aws-sdk/client-s3";
import type { Env } from "#lib/env.ts";

/** AES256: under keys of the server (SSE-S3). aws:kms: under one of its key service. customer: under ours, sent along (SSE-C). */
export type Encryption = { kind: "AES256" } | { kind: "aws:kms"; key?: string } | { kind: "customer"; key: Buffer };

/** What is placed may not be removed for so many days, by nobody (COMPLIANCE) or by those with a right of their own (GOVERNANCE). */
export interface Lock {
  mode: "GOVERNANCE" | "COMPLIANCE";
  days: number;
}

export interface Bucket {
  client: S3Client;
  name: string;
  /** Before every key; empty, or ends with a slash. */
  prefix: string;
  /** Of a part of a multipart upload; there may be 10,000. */
  partBytes: number;
  encryption?: Encryption;
  lock?: Lock;
}

/** Three attempts are over in a quarter of a second; ten last about half a minute, as long as a server needs to start again. */
const ATTEMPTS_MAX = 10;
const CONNECT_TIMEOUT_MS = 5_000;
/** Of silence on a connection. */
const SILENCE_MS_MAX = 60_000;
const SOCKETS_MAX = 256;

type Settings = Pick<Env, `S3_${string}` & keyof Env>;

/** @returns undefined: content lies on the disk */
export function bucketOf(given: Settings): Bucket | undefined {
  if (given.S3_BUCKET === undefined) return undefined;
  const encryption = encryptionOf(given);
  const prefix = given.S3_PREFIX?.replace(/\/*$/, "/") ?? "";
  return {
    client: clientOf(given),
    name: given.S3_BUCKET,
    prefix,
    partBytes: given.S3_PART_BYTES,
    ...(encryption && { encryption }),
    ...(given.S3_LOCK_MODE && { lock: { mode: given.S3_LOCK_MODE, days: given.S3_LOCK_DAYS } }),
  };
}

function clientOf(given: Settings): S3Client {
  const { S3_ENDPOINT: endpoint, S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = given;
  return new S3Client({
    region: given.S3_REGION,
    // Servers other than Amazon's have no name for each bucket.
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    // Without them: what the environment of this machine gives its programs.
    ...(accessKeyId !== undefined &&
      secretAccessKey !== undefined && { credentials: { accessKeyId, secretAccessKey } }),
    // Servers that do not know these checksums store the framing of the stream as if it were content, or answer 411 or 501.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    maxAttempts: ATTEMPTS_MAX,
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: SILENCE_MS_MAX,
      httpAgent: { maxSockets: SOCKETS_MAX },
      httpsAgent: { maxSockets: SOCKETS_MAX },
    },
  });
}

function encryptionOf({ S3_ENCRYPTION: kind, S3_KMS_KEY, S3_CUSTOMER_KEY }: Settings): Encryption | undefined {
  if (kind === "customer") return { kind, key: Buffer.from(S3_CUSTOMER_KEY ?? "", "base64") };
  if (kind === "aws:kms") return { kind, ...(S3_KMS_KEY !== undefined && { key: S3_KMS_KEY }) };
  return kind && { kind };
}

/** Which object a request is about. */
export const at = ({ name, prefix }: Bucket, key: string) => ({ Bucket: name, Key: prefix + key });

/** What makes a server encrypt what it is sent. */
export function encrypting(bucket: Bucket) {
  const { encryption } = bucket;
  if (encryption === undefined) return {};
  if (encryption.kind === "customer") return withCustomerKey(bucket);
  const kmsKey = encryption.kind === "aws:kms" ? encryption.key : undefined;
  return { ServerSideEncryption: encryption.kind, ...(kmsKey !== undefined && { SSEKMSKeyId: kmsKey }) };
}

/** What a server needs to hand out what lies under our key. */
export function withCustomerKey({ encryption }: Bucket) {
  if (encryption?.kind !== "customer") return {};
  const { key } = encryption;
  return {
    SSECustomerAlgorithm: "AES256",
    SSECustomerKey: key.toString("base64"),
    SSECustomerKeyMD5: md5(key).toString("base64"),
  };
}

/** The same of an object that is copied. */
export function fromCustomerKey(bucket: Bucket) {
  const { SSECustomerAlgorithm: algorithm, SSECustomerKey: key, SSECustomerKeyMD5: digest } = withCustomerKey(bucket);
  if (key === undefined) return {};
  return {
    CopySourceSSECustomerAlgorithm: algorithm,
    CopySourceSSECustomerKey: key,
    CopySourceSSECustomerKeyMD5: digest,
  };
}

/** What is asked of whatever is placed now. */
export function lockFrom({ lock }: Bucket, now: Date = new Date()) {
  if (lock === undefined) return undefined;
  const until = new Date(now);
  until.setUTCDate(until.getUTCDate() + lock.days);
  return { mode: lock.mode, until };
}

/** No proof of anything: what S3 takes as Content-MD5 and gives as tags. RFC 1864 */
export function md5(bytes: Uint8Array): Buffer {
  return createHash("md5").update(bytes).digest();
}
