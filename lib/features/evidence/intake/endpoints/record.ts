import { toEvidenceJson } from "#lib/features/evidence/records/pages/json.ts";
import { digestSchema, evidenceJsonSchema } from "#lib/features/evidence/records/schema/evidence.ts";
import type { Evidence } from "#lib/features/evidence/records/types.ts";
import { endpoint } from "#lib/gate/endpoint.ts";
import { idempotencyKeyOf } from "#lib/infra/http/idempotency-key.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findPredecessor } from "../rows.ts";
import { readOrigin, refuseOtherDigest } from "../verbs/receive-file.ts";
import { recordEvidence } from "../verbs/record-evidence.ts";

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
  },
  async ({ actor, body, request }) => {
    const { "sha3-256": sha3, sm3, kind, previous: name, origin: receipt, ...stated } = body;
    if (name !== undefined && kind !== "event") throw new SealbookError("unknown_field", { field: "previous" });
    const previous = name && (await findPredecessor(actor, typeof name === "string" ? { id: name } : { hash: name }));
    const origin = await readOrigin(actor, receipt);
    refuseOtherDigest(origin?.sha256, body.sha256);
    const submission = {
      type: "digest",
      ...stated,
      second: { "sha3-256": sha3, sm3 },
      event: kind === "event" ? { previous: previous || undefined } : undefined,
      origin: origin?.record,
      idempotencyKey: origin?.idempotencyKey ?? idempotencyKeyOf(request),
    } as const;
    return recordedAnswer(await recordEvidence({ actor, submission }));
  },
);

/** 201 with the record, 200 with the first one for a repeated Idempotency-Key. */
export function recordedAnswer({ evidence, created }: { evidence: Evidence; created: boolean }) {
  const body = toEvidenceJson(evidence);
  return created ? { status: 201, headers: { location: body.links.self }, body } : { body };
}
