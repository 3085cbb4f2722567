/**
 * Records of digests, many at once: what `encodeSubmission` makes, byte for byte, written down instead of sorted and parsed again. Only of
 * submissions that are a plain content, whose texts a schema has accepted.
 */
import { hash, randomBytes } from "node:crypto";
import { DETAILS_V2 } from "#lib/core/claim/details.ts";
import { SALT_BYTES } from "#lib/core/claim/members.ts";
import { RECORD_V2 } from "#lib/core/claim/record-v2.ts";
import { canonicalJson } from "#lib/core/text/canonical-json.ts";
import { PLATFORM } from "#lib/features/evidence/records/types.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import type { Submission } from "../types.ts";
import type { EncodedSubmission, Moment } from "./encode-submission.ts";

/** Of a UUIDv7, behind its time and its counter. RFC 9562 section 5.7 */
const ID_BYTES = 8;
const RANDOM_BYTES = 2 * SALT_BYTES + ID_BYTES;
/** RFC 9562 section 6.2, method 1: a counter in the twelve bits behind the version keeps ids of one millisecond in their order. */
const MOMENTS_MAX = 4_096;

/** Ids in ascending order, all of the same time. @throws {RangeError} more than 4,096 */
export function makeMoments(count: number, receivedAt: Date = new Date()): Moment[] {
  if (count > MOMENTS_MAX) throw new RangeError("more moments than a millisecond has");
  const random = randomBytes(count * RANDOM_BYTES);
  const time = receivedAt.getTime().toString(16).padStart(12, "0");
  const head = `${time.slice(0, 8)}-${time.slice(8)}-7`;
  return Array.from({ length: count }, (_, at) => {
    const from = at * RANDOM_BYTES;
    // The variant: 10 in its two highest bits.
    random[from] = ((random[from] as number) & 0x3f) | 0x80;
    const tail = random.toString("hex", from, from + ID_BYTES);
    const id = `${head}${at.toString(16).padStart(3, "0")}-${tail.slice(0, 4)}-${tail.slice(4)}`;
    const salts = from + ID_BYTES;
    const record = random.toString("base64", salts, salts + SALT_BYTES);
    const details = random.toString("base64", salts + SALT_BYTES, salts + 2 * SALT_BYTES);
    return { id, receivedAt, salts: { record, details } };
  });
}

/** Whether a submission is one that `contentMaker` makes records of. */
export function isPlainContent({ type, event, renewal, certificate, origin, stated }: Submission): boolean {
  return type === "digest" && !event && !renewal && !certificate && !origin && !stated;
}

/** @param from submitter: name of the actor's organisation */
export function contentMaker(from: {
  actor: MemberActor;
  submitter: string;
}): (submission: Submission, moment: Moment) => EncodedSubmission {
  const { actor, submitter } = from;
  const actorId = actor.kind === "user" ? actor.userId : actor.apiKeyId;
  const start = `{"actor":{"id":"${actorId}","kind":"${actor.kind}"},"details":"${DETAILS_V2}",`;
  const platform = `,"platform":${JSON.stringify(PLATFORM)},"salt":"`;
  const end = `,"submitter":{"name":${JSON.stringify(submitter)},"organisation":"${actor.organisationId}"}}`;
  return (submission, { id, receivedAt, salts }) => {
    const { sha256, second = {}, size, name, mediaType, fields } = submission;
    const own = fields === undefined ? "" : `"fields":${canonicalJson(fields)},`;
    const media = mediaType === undefined ? "" : `"mediaType":${JSON.stringify(mediaType)},`;
    const details = `${start}${own}${media}"method":"digest","name":${JSON.stringify(name)}${platform}${salts.details}"}`;
    const others = member("sha3-256", second["sha3-256"]) + member("sm3", second.sm3);
    const record =
      `{"claim":{"type":"digest"},"details":"${hash("sha256", details, "base64")}","digests":{"sha256":"${base64(sha256)}"${others}},` +
      `"id":"${id}","kind":"content","receivedAt":"${receivedAt.toISOString()}","record":"${RECORD_V2}","salt":"${salts.record}"` +
      `${size === undefined ? "" : `,"size":${size}`}${end}`;
    const nothing = { after: undefined, issuer: undefined, subject: undefined };
    return { id, receivedAt, kind: "content", ...nothing, record, details };
  };
}

function member(name: string, digest: Uint8Array | undefined): string {
  return digest === undefined ? "" : `,"${name}":"${base64(digest)}"`;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}
