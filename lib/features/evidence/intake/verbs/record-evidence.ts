/** The verb of the product: something submitted becomes evidence. */
import type { Evidence } from "#lib/features/evidence/records/types.ts";
import { requireClocks } from "#lib/features/ledger/sealing/rows/clocks.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { Recent } from "#lib/infra/db/recent.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findBefore } from "../rows/before.ts";
import type { KeptSubmission, Recorded, Submission } from "../types.ts";
import { encodeSubmission, kindOf } from "./encode-submission.ts";
import { recordOne, type Verdict } from "./record-batch.ts";

interface Recording {
  actor: MemberActor;
  submission: Submission;
  staged?: KeptSubmission | undefined;
}

/** Names of organisations, as they last were: the statement refuses a record that states an old one. */
const SUBMITTERS_MAX = 10_000;
export const submitters: Recent<string, string> = new Recent(SUBMITTERS_MAX);
/** A name or a key that changes so often while one submission is recorded is no coincidence. */
const ATTEMPTS_MAX = 5;

/**
 * Records a submission for the actor's organisation. Whether the actor may is read again by the statement that records.
 *
 * @param staged the content in storage, durable there; given when it is to be kept
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
    if (verdict.outcome === "before") return await findBefore(recording, verdict.beforeId ?? "");
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
  const { type, name, sha256, size, mediaType, fields, unitId } = submission;
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
    ...(unitId && { unit: unitId }),
    earlier,
  };
}
