/** The verb of the product: something submitted becomes evidence. */
import { parseDetails } from "#lib/core/claim/details.ts";
import type { Digests } from "#lib/core/claim/digests.ts";
import { blinded } from "#lib/core/claim/entry.ts";
import { parseRecord } from "#lib/core/claim/record.ts";
import { toBase64 } from "#lib/core/text/bytes.ts";
import { canonicalJson } from "#lib/core/text/canonical-json.ts";
import { findEvidence } from "#lib/features/evidence/records/rows/evidence.ts";
import type { Evidence } from "#lib/features/evidence/records/types.ts";
import { requireClocks } from "#lib/features/ledger/sealing/rows/clocks.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { Recent } from "#lib/infra/db/recent.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { Recorded, Submission } from "../types.ts";
import { encodeSubmission, kindOf } from "./encode-submission.ts";
import { recordOne, type Verdict } from "./record-batch.ts";

interface Recording {
  actor: MemberActor;
  submission: Submission;
  staged?: string | undefined;
}

/** Names of organisations, as they last were: the statement refuses a record that states an old one. */
const SUBMITTERS_MAX = 10_000;
const submitters = new Recent<string, string>(SUBMITTERS_MAX);
/** A name or a key that changes so often while one submission is recorded is no coincidence. */
const ATTEMPTS_MAX = 5;

/**
 * Records a submission for the actor's organisation. Whether the actor may is read again by the statement that records.
 *
 * @param staged key of the content in storage, durable there; given when it is to be kept
 * @throws {SealbookError} `clock_wrong`; `forbidden`, and why a key or session is refused by now; `organisation_suspended`;
 *   `idempotency_key_reused` when the key was used for another submission.
 */
export async function recordEvidence(recording: Recording): Promise<Recorded> {
  requirePermission(recording.actor, "evidence:write");
  await requireClocks();
  const { actor, submission, staged } = recording;
  const { organisationId } = actor;
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const submitter = submitters.get(organisationId) ?? "?";
    const encoded = encodeSubmission({ actor, submission, submitter, kept: staged !== undefined });
    const verdict = await recordOne({ actor, submission, submitter, encoded, staged });
    if (verdict.outcome === "recorded") return { evidence: toEvidence(recording, encoded, verdict), created: true };
    if (verdict.outcome === "before") return await findBefore(recording, verdict);
    if (verdict.outcome === "renamed") submitters.set(organisationId, verdict.submitter);
    else if (verdict.outcome !== "again") throw refusal(verdict.outcome, verdict);
  }
  throw new Error(`A submission of organisation ${organisationId} was judged ${ATTEMPTS_MAX} times in vain.`);
}

function refusal(
  code: Exclude<Verdict["outcome"], "recorded" | "before" | "again" | "renamed">,
  { beforeId }: Verdict,
): SealbookError {
  if (code === "place_taken") return new SealbookError(code, { field: "previous", details: { id: beforeId ?? "" } });
  return new SealbookError(code, code === "scope_missing" ? { details: { scope: "evidence:write" } } : {});
}

function toEvidence(
  { submission, staged }: Recording,
  { id, receivedAt }: { id: string; receivedAt: Date },
  { earlier }: Verdict,
): Evidence {
  const { type, name, sha256, size, mediaType, fields } = submission;
  return {
    id,
    type,
    kind: kindOf(submission),
    name,
    sha256: Buffer.from(sha256).toString("hex"),
    ...(size === undefined ? {} : { size }),
    ...(mediaType === undefined ? {} : { mediaType }),
    state: "recorded",
    receivedAt: receivedAt.toISOString(),
    contentKept: staged !== undefined,
    ...(fields === undefined ? {} : { fields }),
    tags: [],
    earlier,
  };
}

/** The record that was submitted under the same key. */
async function findBefore({ actor, submission }: Recording, { beforeId }: Verdict): Promise<Recorded> {
  const id = beforeId ?? "";
  const before = await findEvidence(actor.organisationId, id);
  if (!before) throw new Error(`Evidence ${id} is not there, though it has the idempotency key.`);
  if (!isSame(before, submission) || !(await isSameClaim(id, submission)))
    throw new SealbookError("idempotency_key_reused", { details: { id } });
  return { evidence: before, created: false };
}

/** What a record states that is in no summary of it: kind, predecessor, other digests, own fields. */
async function isSameClaim(id: string, submission: Submission): Promise<boolean> {
  const { event, second = {}, fields = {} } = submission;
  const { rows } = await pool().query<{ kind: string | null; after: Buffer | null; record: Buffer; details: Buffer }>(
    "SELECT kind, after, record, details FROM evidence WHERE id = $1",
    [id],
  );
  const [row] = rows;
  const record = parseRecord(row?.record.toString() ?? "");
  const details = parseDetails(row?.details.toString() ?? "");
  if (!row || !record || !details) return false;
  const previous = event?.previous;
  const after = previous ? Buffer.from(blinded("after", previous.record)) : null;
  // A file's is ours, whatever the client said; what a record of version 1 does not state was not asked.
  const digests: Digests = record.digests;
  const isSecond = (["sha3-256", "sm3"] as const).every((name) => {
    const given = second[name];
    return given === undefined || row.kind === null || digests[name] === toBase64(given);
  });
  return (
    (row.kind ?? "content") === kindOf(submission) &&
    (after === null ? row.after === null : row.after?.equals(after) === true) &&
    isSecond &&
    canonicalJson(details.fields ?? {}) === canonicalJson(fields)
  );
}

/** A retry is the same in everything that the record and its details state; anything else would be lost in silence. */
function isSame(before: Evidence, { type, sha256: digest, name, size, mediaType }: Submission): boolean {
  if (before.sha256 !== Buffer.from(digest).toString("hex") || before.type !== type) return false;
  return before.name === name && before.size === size && before.mediaType === mediaType;
}
