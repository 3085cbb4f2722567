/** What is recorded of a submission: its record, and the private details that the record binds. */
import { randomBytes } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import { DETAILS_V2, encodeDetails, type PrivateDetails } from "#lib/core/claim/details.ts";
import type { Digests } from "#lib/core/claim/digests.ts";
import { blinded } from "#lib/core/claim/entry.ts";
import { PREVIOUS } from "#lib/core/claim/kinds/event.ts";
import { SALT_BYTES } from "#lib/core/claim/members.ts";
import { ORIGIN_ROLE } from "#lib/core/claim/origin.ts";
import { encodeRecord } from "#lib/core/claim/record.ts";
import { RECORD_V2 } from "#lib/core/claim/record-v2.ts";
import { sha256, toBase64 } from "#lib/core/text/bytes.ts";
import { PLATFORM } from "#lib/features/evidence/records/types.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import type { Submission } from "../types.ts";

export interface EncodedSubmission {
  /** UUIDv7 of the time of receipt. */
  id: string;
  receivedAt: Date;
  kind: string;
  /** Blinded: the event that it follows. */
  after: Uint8Array | undefined;
  /** Who publishes itself as an issuer. */
  issuer: string | undefined;
  /** Blinded: what a status is about. */
  subject: Uint8Array | undefined;
  /** Canonical JSON. */
  record: string;
  /** Canonical JSON. */
  details: string;
}

/** What no two records have in common. */
export interface Moment {
  /** UUIDv7 of the time of receipt. */
  id: string;
  receivedAt: Date;
  /** Base64 of SALT_BYTES random bytes each. */
  salts: { record: string; details: string };
}

function momentNow(): Moment {
  const receivedAt = new Date();
  // The list finds days by ids. Left to itself the library goes on from its last time when the clock has been set back.
  return { id: uuidv7({ msecs: receivedAt.getTime() }), receivedAt, salts: { record: salt(), details: salt() } };
}

/** @param options submitter: name of the actor's organisation; kept: whether the content is */
export function encodeSubmission(
  options: { actor: MemberActor; submission: Submission; submitter: string; kept: boolean },
  { id, receivedAt, salts }: Moment = momentNow(),
): EncodedSubmission {
  const { actor, submission, submitter } = options;
  const { type, size, event, origin, certificate } = submission;
  const details = encodeDetails(detailsOf(options, salts.details));
  const previous = event?.previous?.record;
  const after = previous && blinded("after", previous);
  const parents = [
    ...(previous ? [{ role: PREVIOUS, record: toBase64(sha256(previous)) }] : []),
    ...(origin ? [{ role: ORIGIN_ROLE, record: toBase64(origin) }] : []),
  ];
  const kind = kindOf(submission);
  const issuer = certificate?.issuer ?? event?.issuer;
  const subject = certificate?.kind === "status" ? certificate.subject : undefined;
  const record = encodeRecord({
    record: RECORD_V2,
    id,
    digests: digestsOf(submission),
    details: toBase64(sha256(details)),
    receivedAt: receivedAt.toISOString(),
    salt: salts.record,
    ...(size === undefined ? {} : { size }),
    submitter: { organisation: actor.organisationId, name: submitter },
    kind,
    ...(kind === "content" ? { claim: { type } } : {}),
    ...(parents.length > 0 ? { parents } : {}),
    ...(after ? { claim: { after: toBase64(after) } } : {}),
    ...(certificate ? { claim: certificate.claim } : {}),
    ...(issuer === undefined ? {} : { issuer }),
    ...(subject ? { subject: toBase64(subject) } : {}),
  });
  return { id, receivedAt, kind, after, issuer, subject, record: textOf(record), details: textOf(details) };
}

/** Of the claim that a submission makes. */
export function kindOf({
  event,
  renewal,
  certificate,
}: Pick<Submission, "event" | "renewal" | "certificate">): "content" | "event" | "renewal" | "batch" | "status" {
  if (certificate !== undefined) return certificate.kind;
  if (renewal !== undefined) return "renewal";
  return event === undefined ? "content" : "event";
}

function digestsOf({ sha256: digest, second = {}, renewal }: Submission): Digests {
  const { "sha3-256": sha3 = renewal, sm3 } = second;
  return {
    sha256: toBase64(digest),
    ...(sha3 ? { "sha3-256": toBase64(sha3) } : {}),
    ...(sm3 ? { sm3: toBase64(sm3) } : {}),
  };
}

function detailsOf(
  { actor, submission, kept }: { actor: MemberActor; submission: Submission; kept: boolean },
  salt: string,
): PrivateDetails {
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

function salt(): string {
  return toBase64(randomBytes(SALT_BYTES));
}

function textOf(utf8: Uint8Array): string {
  return Buffer.from(utf8.buffer, utf8.byteOffset, utf8.byteLength).toString("utf8");
}
