/** What is recorded of a submission: its record, and the private details that the record binds. */
import { randomBytes, randomInt } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import { DETAILS_V2, encodeDetails, type PrivateDetails } from "#lib/core/claim/details.ts";
import type { Digests } from "#lib/core/claim/digests.ts";
import { blinded } from "#lib/core/claim/entry.ts";
import { TEMPLATE_ROLE } from "#lib/core/claim/kinds/contract.ts";
import { PREVIOUS } from "#lib/core/claim/kinds/event.ts";
import { SALT_BYTES } from "#lib/core/claim/members.ts";
import { ORIGIN_ROLE } from "#lib/core/claim/origin.ts";
import { encodeRecord } from "#lib/core/claim/record.ts";
import { RECORD_V2 } from "#lib/core/claim/record-v2.ts";
import { OLD_RECEIPT_ROLE } from "#lib/core/claim/stated-origin.ts";
import { sha256, toBase64 } from "#lib/core/text/bytes.ts";
import { PLATFORM } from "#lib/features/evidence/records/types.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import type { Submission } from "../types.ts";

export interface EncodedSubmission {
  /** UUIDv7 of the time of receipt. */
  id: string;
  receivedAt: Date;
  /** As it is kept. Salts: the rest is in columns, of which the database makes the bytes whenever they are read (docs/decisions/0082). */
  bytes: { record: string; details: string } | { salts: Uint8Array };
  kind: string;
  /** Blinded: the event that it follows. */
  after: Uint8Array | undefined;
  /** Who publishes itself as an issuer. */
  issuer: string | undefined;
  /** Blinded: what a status is about. */
  subject: Uint8Array | undefined;
}

/** What no two records have in common. */
export interface Moment {
  /** UUIDv7 of the time of receipt. */
  id: string;
  receivedAt: Date;
  /** The record's and the details', SALT_BYTES each. */
  salts: Uint8Array;
}

/** Of the library's 32 bits: the rest is room for a millisecond's records. */
const SEQUENCE_START_MAX = 2 ** 31;
let last = { msecs: 0, seq: 0 };

/** Ids of one process and one millisecond ascend. RFC 9562 section 6.2, method 1 */
export function momentNow(receivedAt = new Date()): Moment {
  const msecs = receivedAt.getTime();
  last = { msecs, seq: last.msecs === msecs ? last.seq + 1 : randomInt(SEQUENCE_START_MAX) };
  // The list finds days by ids. Left to itself the library goes on from its last time when the clock has been set back.
  return { id: uuidv7(last), receivedAt, salts: randomBytes(2 * SALT_BYTES) };
}

interface Encoding {
  actor: MemberActor;
  submission: Submission;
  /** Name of the actor's organisation. */
  submitter: string;
  /** Whether the content is. */
  kept: boolean;
}

export function encodeSubmission(options: Encoding, moment: Moment = momentNow()): EncodedSubmission {
  if (!isPlainContent(options.submission)) return encodeBytes(options, moment);
  const nothing = { after: undefined, issuer: undefined, subject: undefined };
  return { id: moment.id, receivedAt: moment.receivedAt, kind: "content", ...nothing, bytes: { salts: moment.salts } };
}

/** Whether columns say all that its record and details do. */
function isPlainContent({ type, event, renewal, certificate, bundle, erasure, ...more }: Submission): boolean {
  const isContent = !event && !renewal && !certificate && !bundle && !erasure && !more.document;
  return type === "digest" && isContent && !more.origin && !more.oldReceipt && !more.stated;
}

/** The bytes of any: of plain contents too, of which the database makes the same. */
export function encodeBytes(
  options: Encoding,
  { id, receivedAt, salts }: Moment,
): EncodedSubmission & { bytes: { record: string; details: string } } {
  const { actor, submission, submitter } = options;
  const { type, size, event, origin, oldReceipt, certificate, bundle, erasure, document } = submission;
  const details = encodeDetails(detailsOf(options, toBase64(salts.subarray(SALT_BYTES))));
  const previous = event?.previous?.record;
  const after = previous && blinded("after", previous);
  const parents = [
    ...(previous ? [{ role: PREVIOUS, record: toBase64(sha256(previous)) }] : []),
    ...(origin ? [{ role: ORIGIN_ROLE, record: toBase64(origin) }] : []),
    ...(oldReceipt ? [{ role: OLD_RECEIPT_ROLE, record: toBase64(oldReceipt) }] : []),
    ...(document?.kind === "contract" && document.template
      ? [{ role: TEMPLATE_ROLE, record: toBase64(sha256(document.template)) }]
      : []),
  ];
  const kind = kindOf(submission);
  const issuer = certificate?.issuer ?? event?.issuer;
  const subject = certificate?.kind === "status" ? certificate.subject : erasure?.subject;
  const record = encodeRecord({
    record: RECORD_V2,
    id,
    digests: digestsOf(submission),
    details: toBase64(sha256(details)),
    receivedAt: receivedAt.toISOString(),
    salt: toBase64(salts.subarray(0, SALT_BYTES)),
    ...(size === undefined ? {} : { size }),
    submitter: { organisation: actor.organisationId, name: submitter },
    kind,
    ...(kind === "content" ? { claim: { type } } : {}),
    ...(parents.length > 0 ? { parents } : {}),
    ...(after ? { claim: { after: toBase64(after) } } : {}),
    ...(certificate ? { claim: certificate.claim } : {}),
    ...(bundle ? { claim: bundle } : {}),
    ...(issuer === undefined ? {} : { issuer }),
    ...(subject ? { subject: toBase64(subject) } : {}),
  });
  return { id, receivedAt, kind, after, issuer, subject, bytes: { record: textOf(record), details: textOf(details) } };
}

/** Of the claim that a submission makes. */
export function kindOf({
  event,
  renewal,
  certificate,
  bundle,
  erasure,
  document,
}: Pick<Submission, "event" | "renewal" | "certificate" | "bundle" | "erasure" | "document">):
  | "content"
  | "event"
  | "renewal"
  | "batch"
  | "status"
  | "bundle"
  | "erasure"
  | "template"
  | "contract" {
  if (document !== undefined) return document.kind;
  if (erasure !== undefined) return "erasure";
  if (bundle !== undefined) return "bundle";
  if (certificate !== undefined) return certificate.kind;
  if (renewal !== undefined) return "renewal";
  return event === undefined ? "content" : "event";
}

function digestsOf({ sha256: digest, second = {}, renewal, erasure }: Submission): Digests {
  const { "sha3-256": sha3 = renewal ?? erasure?.second, sm3 } = second;
  return {
    sha256: toBase64(digest),
    ...(sha3 ? { "sha3-256": toBase64(sha3) } : {}),
    ...(sm3 ? { sm3: toBase64(sm3) } : {}),
  };
}

function detailsOf({ actor, submission, kept }: Encoding, salt: string): PrivateDetails {
  const { type, name, mediaType, stated, fields } = submission;
  return {
    details: DETAILS_V2,
    actor: { kind: actor.kind, id: actor.kind === "user" ? actor.userId : actor.apiKeyId },
    method: type === "file" ? "upload" : "digest",
    name,
    platform: PLATFORM,
    salt,
    ...(fields === undefined ? {} : { fields }),
    ...(type === "file" ? { kept } : {}),
    ...(mediaType === undefined ? {} : { mediaType }),
    ...(stated ? { stated: { sha256: toBase64(stated) } } : {}),
  };
}

function textOf(utf8: Uint8Array): string {
  return Buffer.from(utf8.buffer, utf8.byteOffset, utf8.byteLength).toString("utf8");
}
