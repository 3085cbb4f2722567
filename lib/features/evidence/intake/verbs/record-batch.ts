/**
 * The statement that records: prisma/migrations/0010_record_evidence. Who comes while others are being recorded shares the next statement
 * with all who wait, and its commit; each answer waits for that commit (docs/decisions/0016).
 */
import { v7 as uuidv7 } from "uuid";
import { canonicalJson } from "#lib/core/text/canonical-json.ts";
import { env } from "#lib/env.ts";
import { storedActor } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { toEarlier } from "#lib/features/evidence/records/rows/evidence.ts";
import { EARLIER_MAX, type EarlierRecord, PLATFORM } from "#lib/features/evidence/records/types.ts";
import { contentLock } from "#lib/features/evidence/retention/verbs/sweep-content.ts";
import type { WrappedContentKey } from "#lib/features/keyring/types.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { rolesThatMay } from "#lib/gate/may.ts";
import { inBatches } from "#lib/infra/db/batches.ts";
import { pool } from "#lib/infra/db/pool.ts";
import type { ErrorCode } from "#lib/words/errors.ts";
import type { KeptSubmission, Submission } from "../types.ts";
import type { EncodedSubmission } from "./encode-submission.ts";

/** A statement of so many takes some tens of milliseconds, which each of them waits for. */
const SUBMISSIONS_PER_BATCH_MAX = 128;
/** One is written while the next is computed. */
const BATCHES_AT_ONCE_MAX = 2;

export interface Encoded {
  actor: MemberActor;
  submission: Submission;
  /** Name of the organisation, as the record states it. */
  submitter: string;
  encoded: EncodedSubmission;
  staged?: KeptSubmission | undefined;
}

/**
 * before: recorded under the same idempotency key, as `beforeId`; place_taken: by the event `beforeId`; again: that is being recorded at this moment; renamed: the organisation
 * is called `submitter` by now. And why the actor may not record.
 */
export interface Verdict {
  outcome: "recorded" | "before" | "again" | "renamed" | ErrorCode;
  beforeId: string | null;
  submitter: string;
  /** Of a new record: earlier ones of the same content, newest first. */
  earlier: EarlierRecord[];
}

/** Judges and records one submission, together with others that come at the same time. */
export const recordOne: (item: Encoded) => Promise<Verdict> = inBatches({
  itemsMax: SUBMISSIONS_PER_BATCH_MAX,
  atOnceMax: BATCHES_AT_ONCE_MAX,
  work: recordAll,
});

/** A batch that PostgreSQL refuses is taken apart: whatever is wrong with one of it is no other's fault. */
async function recordAll(items: readonly Encoded[]): Promise<PromiseSettledResult<Verdict>[]> {
  try {
    const verdicts = await record(items);
    // One too large for what is left shall not keep those out that come with it.
    const isAlone = items.length === 1;
    const again = async (item: Encoded) => (await record([item]))[0] as Verdict;
    return await Promise.allSettled(
      verdicts.map((verdict, at) =>
        verdict.outcome === "storage_quota_exceeded" && !isAlone ? again(items[at] as Encoded) : verdict,
      ),
    );
  } catch (error) {
    if (items.length === 1 || !isRefusal(error)) throw error;
    return await Promise.allSettled(items.map(async (item) => (await record([item]))[0] as Verdict));
  }
}

/** The server answered that it did nothing; after a lost connection nobody knows. */
function isRefusal(error: unknown): boolean {
  return (error as { severity?: string }).severity === "ERROR";
}

type Row = {
  place: number;
  outcome: Verdict["outcome"];
  before_id: string | null;
  submitter: string;
  earlier: EarlierRecord[] | null;
};

async function record(items: readonly Encoded[]): Promise<Verdict[]> {
  const given = [JSON.stringify(items.map(toRow)), rolesThatMay("evidence:write"), EARLIER_MAX];
  // What is kept is counted against a quota: prisma/migrations/0018_quota_by_content.
  const { rows } = items.some(({ staged }) => staged !== undefined)
    ? await pool().query<Row>("SELECT * FROM record_kept_evidence($1, $2, $3, $4)", [...given, env.STORAGE_QUOTA_BYTES])
    : await pool().query<Row>("SELECT * FROM record_evidence($1, $2, $3)", given);
  const verdicts: Verdict[] = [];
  for (const { place, outcome, before_id: beforeId, submitter, earlier } of rows) {
    verdicts[place] = { outcome, beforeId, submitter, earlier: (earlier ?? []).map(toEarlier) };
  }
  return verdicts;
}

/** The members that the function reads. Bytes as PostgreSQL spells them. */
function toRow({ actor, submission, submitter, encoded, staged }: Encoded, place: number) {
  const { type, sha256, size, name, idempotencyKey, upload, unitId } = submission;
  const hex = Buffer.from(sha256).toString("hex");
  const [locks, lock] = contentLock(sha256);
  return {
    place,
    organisation_id: actor.organisationId,
    ...(actor.kind === "user"
      ? { user_id: actor.userId, session_id: actor.sessionId }
      : { api_key_id: actor.apiKeyId }),
    submitter,
    id: encoded.id,
    type,
    sha256: `\\x${hex}`,
    size,
    name,
    ...("salts" in encoded.bytes ? columnsOf(encoded.bytes.salts, { actor, submission }) : encoded.bytes),
    content_kept: staged !== undefined,
    idempotency_key: idempotencyKey,
    upload,
    ...(unitId && { unit_id: unitId }),
    ...(actor.units === null ? {} : { units: actor.units }),
    received_at: encoded.receivedAt,
    kind: encoded.kind,
    ...(encoded.issuer === undefined ? {} : { issuer: encoded.issuer }),
    ...(encoded.subject ? { subject: `\\x${Buffer.from(encoded.subject).toString("hex")}` } : {}),
    ...(encoded.after ? { after: `\\x${Buffer.from(encoded.after).toString("hex")}` } : {}),
    ...(staged === undefined
      ? {}
      : { staged: staged.key, content_locks: locks, content_lock: lock, ...keyColumns(staged.contentKey) }),
    audit_id: uuidv7(),
    audit_actor: storedActor(actor),
    audit_details: { type, sha256: hex },
  };
}

/** Of a record of columns. */
function columnsOf(
  salts: Uint8Array,
  { actor, submission }: { actor: MemberActor; submission: Submission },
): Record<string, string | undefined> {
  const { mediaType, fields, second = {} } = submission;
  const hex = (bytes: Uint8Array | undefined) => bytes && `\\x${Buffer.from(bytes).toString("hex")}`;
  return {
    ...{ actor_kind: actor.kind, platform: PLATFORM, salts: hex(salts) },
    ...{ media_type: mediaType, fields: fields && canonicalJson(fields) },
    ...{ sha3_256: hex(second["sha3-256"]), sm3: hex(second.sm3) },
  };
}

function keyColumns({ id, keyNumber, wrapped }: WrappedContentKey) {
  return {
    content_key_id: `\\x${id.toString("hex")}`,
    content_key_number: keyNumber,
    content_key: `\\x${wrapped.toString("hex")}`,
  };
}
