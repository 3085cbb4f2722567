/** The verb of the product: something submitted becomes evidence. */
import { randomBytes } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import {
  DETAILS_VERSION,
  type EvidenceType,
  encodeDetails,
  encodeRecord,
  type PrivateDetails,
  RECORD_VERSION,
  SALT_BYTES,
} from "#lib/core/claim/record.ts";
import { sha256, toBase64 } from "#lib/core/text/bytes.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { findByIdempotencyKey, findEvidence } from "#lib/features/evidence/records/rows/evidence.ts";
import { type Evidence, PLATFORM } from "#lib/features/evidence/records/types.ts";
import { holdContent } from "#lib/features/evidence/retention/verbs/sweep-content.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { may } from "#lib/gate/may.ts";
import { refuseSuspended } from "#lib/gate/organisation-state.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";

export interface Submission {
  type: EvidenceType;
  sha256: Uint8Array<ArrayBuffer>;
  /** Bytes of the content; a file's always, a digest's when it was stated. */
  size?: number | undefined;
  name: string;
  mediaType?: string | undefined;
  /** What the client said that an upload's digest is. */
  stated?: Uint8Array | undefined;
  idempotencyKey?: string | undefined;
}

export interface Recorded {
  evidence: Evidence;
  /** false: the same submission was recorded before, and this is that record. */
  created: boolean;
}

/** Inserts may wait for each other in a burst; longer than this something else is wrong. */
const TRANSACTION = { maxWait: 10_000, timeout: 20_000 };
const UNIQUE_VIOLATION = "P2002";

/**
 * Records a submission for the actor's organisation.
 *
 * @param staged key of the content in storage, durable there; given when it is to be kept
 * @throws {SealbookError} `forbidden`; `organisation_suspended`; `idempotency_key_reused` when the key was used for another submission.
 */
export async function recordEvidence(options: {
  actor: MemberActor;
  submission: Submission;
  staged?: string | undefined;
}): Promise<Recorded> {
  if (!may(options.actor, "evidence:write")) throw new SealbookError("forbidden");
  try {
    return await prisma().$transaction((tx) => recordIn(tx, options), TRANSACTION);
  } catch (error) {
    if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error;
    // Another submission with the same key committed first. It is there now, so this finds it and answers with it.
    return await prisma().$transaction((tx) => recordIn(tx, options), TRANSACTION);
  }
}

async function recordIn(
  tx: Tx,
  { actor, submission, staged }: Parameters<typeof recordEvidence>[0],
): Promise<Recorded> {
  const { organisationId } = actor;
  const before = await findSame(tx, actor, submission);
  if (before) return { evidence: before, created: false };
  await refuseSuspended(organisationId, tx);

  if (staged !== undefined) {
    await holdContent(tx, submission.sha256);
    await tx.stagedContent.create({ data: { key: staged, organisationId, sha256: submission.sha256 } });
  }
  const organisation = await tx.organisation.findUniqueOrThrow({ where: { id: organisationId } });
  const kept = staged !== undefined;
  const { id, receivedAt, record, details } = encode(actor, { submission, organisation, kept });
  await tx.evidence.create({
    data: {
      id,
      organisationId,
      ledgerName: organisation.ledgerName,
      type: submission.type,
      sha256: submission.sha256,
      size: submission.size === undefined ? null : BigInt(submission.size),
      name: submission.name,
      record,
      details,
      contentKept: kept,
      idempotencyKey: submission.idempotencyKey ?? null,
      receivedAt,
    },
    select: { id: true },
  });
  // In the same transaction: nobody finds the page of a record whose organisation publishes none.
  if (!organisation.publishRecords) {
    const closed = { evidenceId: id, number: 1, public: false, at: receivedAt };
    await tx.evidencePublication.create({ data: closed, select: { number: true } });
  }
  const facts = { type: submission.type, sha256: Buffer.from(submission.sha256).toString("hex") };
  await writeAuditEvent(tx, { actor, organisationId, action: "evidence.record", subject: id, details: facts });
  const evidence = await findEvidence(organisationId, id, tx);
  if (!evidence) throw new Error(`Evidence ${id} is not there after it was inserted.`);
  // COMMIT 1, when this returns. Before: nothing was recorded, and content that was staged is swept. After: the digest
  // is recorded under this id for good, and the ledger takes it from there.
  return { evidence, created: true };
}

async function findSame(tx: Tx, actor: MemberActor, submission: Submission): Promise<Evidence | undefined> {
  const { idempotencyKey } = submission;
  if (idempotencyKey === undefined) return undefined;
  const before = await findByIdempotencyKey(actor.organisationId, idempotencyKey, tx);
  if (before && !isSame(before, submission)) {
    throw new SealbookError("idempotency_key_reused", { details: { id: before.id } });
  }
  return before;
}

/** A retry is the same in everything that the record and its details state; anything else would be lost in silence. */
function isSame(before: Evidence, { type, sha256: digest, name, size, mediaType }: Submission): boolean {
  if (before.sha256 !== Buffer.from(digest).toString("hex") || before.type !== type) return false;
  return before.name === name && before.size === size && before.mediaType === mediaType;
}

function encode(
  actor: MemberActor,
  {
    submission,
    organisation,
    kept,
  }: { submission: Submission; organisation: { id: string; name: string }; kept: boolean },
) {
  const { type, name, mediaType, stated, size } = submission;
  const details: PrivateDetails = {
    details: DETAILS_VERSION,
    actor: { kind: actor.kind, id: actor.kind === "user" ? actor.userId : actor.apiKeyId },
    method: type === "file" ? "upload" : "digest",
    name,
    platform: PLATFORM,
    salt: salt(),
  };
  if (type === "file") details.kept = kept;
  if (mediaType !== undefined) details.mediaType = mediaType;
  if (stated) details.stated = { sha256: toBase64(stated) };
  const detailsBytes = new Uint8Array(encodeDetails(details));
  const receivedAt = new Date();
  // The list finds days by ids. Left to itself the library goes on from its last time when the clock has been set back.
  const id = uuidv7({ msecs: receivedAt.getTime() });
  const record = encodeRecord({
    record: RECORD_VERSION,
    id,
    type,
    digests: { sha256: toBase64(submission.sha256) },
    details: toBase64(sha256(detailsBytes)),
    receivedAt: receivedAt.toISOString(),
    salt: salt(),
    ...(size === undefined ? {} : { size }),
    submitter: { organisation: organisation.id, name: organisation.name },
  });
  return { id, receivedAt, record: new Uint8Array(record), details: detailsBytes };
}

function salt(): string {
  return toBase64(randomBytes(SALT_BYTES));
}
