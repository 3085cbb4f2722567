/** What is recorded of a submission: its record, and the private details that the record binds. */
import { randomBytes } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import { DETAILS_V1, encodeDetails, type PrivateDetails } from "#lib/core/claim/details.ts";
import { SALT_BYTES } from "#lib/core/claim/members.ts";
import { ORIGIN_ROLE } from "#lib/core/claim/origin.ts";
import { encodeRecord } from "#lib/core/claim/record.ts";
import { RECORD_V1 } from "#lib/core/claim/record-v1.ts";
import { RECORD_V2 } from "#lib/core/claim/record-v2.ts";
import { sha256, toBase64 } from "#lib/core/text/bytes.ts";
import { PLATFORM } from "#lib/features/evidence/records/types.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import type { Submission } from "../types.ts";

export interface EncodedSubmission {
  /** UUIDv7 of the time of receipt. */
  id: string;
  receivedAt: Date;
  /** Canonical JSON. */
  record: string;
  /** Canonical JSON. */
  details: string;
  /** Of a record of version 2. */
  kind?: string;
}

/** @param options submitter: name of the actor's organisation; kept: whether the content is */
export function encodeSubmission(options: {
  actor: MemberActor;
  submission: Submission;
  submitter: string;
  kept: boolean;
}): EncodedSubmission {
  const { actor, submission, submitter } = options;
  const { type, size, origin, renewal } = submission;
  const details = encodeDetails(detailsOf(options));
  const receivedAt = new Date();
  // The list finds days by ids. Left to itself the library goes on from its last time when the clock has been set back.
  const id = uuidv7({ msecs: receivedAt.getTime() });
  const common = {
    id,
    digests: { sha256: toBase64(submission.sha256) },
    details: toBase64(sha256(details)),
    receivedAt: receivedAt.toISOString(),
    salt: salt(),
    ...(size === undefined ? {} : { size }),
    submitter: { organisation: actor.organisationId, name: submitter },
  };
  const encoded = { id, receivedAt, details: textOf(details) };
  if (renewal !== undefined) {
    const digests = { ...common.digests, "sha3-256": toBase64(renewal) };
    const record = encodeRecord({ record: RECORD_V2, kind: "renewal", ...common, digests });
    return { ...encoded, record: textOf(record), kind: "renewal" };
  }
  if (origin === undefined) return { ...encoded, record: textOf(encodeRecord({ record: RECORD_V1, type, ...common })) };
  const parents = [{ role: ORIGIN_ROLE, record: toBase64(origin) }];
  const record = encodeRecord({ record: RECORD_V2, kind: "content", claim: { type }, parents, ...common });
  return { ...encoded, record: textOf(record), kind: "content" };
}

function detailsOf({
  actor,
  submission,
  kept,
}: {
  actor: MemberActor;
  submission: Submission;
  kept: boolean;
}): PrivateDetails {
  const { type, name, mediaType, stated } = submission;
  return {
    details: DETAILS_V1,
    actor: { kind: actor.kind, id: actor.kind === "user" ? actor.userId : actor.apiKeyId },
    method: type === "file" ? "upload" : "digest",
    name,
    platform: PLATFORM,
    salt: salt(),
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
