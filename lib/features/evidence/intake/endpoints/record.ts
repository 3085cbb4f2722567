import { toEvidenceJson } from "#lib/features/evidence/records/pages/json.ts";
import { digestSchema, evidenceJsonSchema } from "#lib/features/evidence/records/schema/evidence.ts";
import type { Evidence } from "#lib/features/evidence/records/types.ts";
import { requireRoom } from "#lib/features/ledger/sealing/rows/room.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { endpoint } from "#lib/gate/endpoint.ts";
import { keyWithin } from "#lib/gate/reach.ts";
import { idempotencyKeyOf } from "#lib/infra/http/idempotency-key.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { requireRecordRoom } from "../rows/room.ts";
import { recordEvidence } from "../verbs/record-evidence.ts";
import { toSubmission } from "../verbs/to-submission.ts";

export const RECORDING_REFUSALS = [
  "unit_unknown",
  "digest_mismatch",
  "invalid_digest",
  "invalid_name",
  "empty_file",
  "clock_wrong",
  "queue_long",
] as const;

/** Of what another service is said to have given for a digest. */
const OLD_RECEIPT_REFUSALS = [
  "time_in_future",
  "content_not_kept",
  "evidence_erased",
  "file_too_large",
  "content_damaged",
] as const;

/** Records a digest alone, for those who never hand over content, or an event of whose data it is the digest. */
export const record = endpoint(
  {
    method: "POST",
    path: "/api/v1/evidence",
    auth: "member-or-key",
    scope: "evidence:write",
    limit: RATE_LIMITS.write,
    provenAgain: true,
    repeats: "own",
    body: digestSchema,
    output: evidenceJsonSchema,
    ...{
      statuses: [200, 201],
      refuses: [
        ...RECORDING_REFUSALS,
        ...OLD_RECEIPT_REFUSALS,
        ...(["not_found", "place_taken", "place_reserved", "sandbox_full", "monthly_quota_exceeded"] as const),
      ],
    },
  },
  async ({ actor, body, request }) => {
    const idempotencyKey = keyWithin(actor, idempotencyKeyOf(request));
    await requireRecordRoom(actor, idempotencyKey);
    await requireRoom(actor.organisationId);
    const submission = await toSubmission(actor, { body, idempotencyKey });
    return recordedAnswer(actor, await recordEvidence({ actor, submission }));
  },
);

/** 201 with the record, 200 with the first one for a repeated Idempotency-Key. */
export function recordedAnswer(actor: MemberActor, { evidence, created }: { evidence: Evidence; created: boolean }) {
  const body = toEvidenceJson(evidence, actor);
  return created ? { status: 201, headers: { location: body.links.self }, body } : { body };
}
