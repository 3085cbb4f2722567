/** What was erased is stated in the ledger, and programs that subscribed are told; for the worker, and for who erased it. */
import { blinded } from "#lib/core/claim/entry.ts";
import type { OwnFields } from "#lib/core/claim/own-fields.ts";
import { momentKey } from "#lib/features/accounts/api-keys/verbs/moment-key.ts";
import { queueEvents } from "#lib/features/accounts/webhooks/verbs/queue-events.ts";
import type { Submission } from "#lib/features/evidence/intake/types.ts";
import { recordEvidence } from "#lib/features/evidence/intake/verbs/record-evidence.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { prisma } from "#lib/infra/db/prisma.ts";

const ROWS_AT_ONCE = 100;
const FIELD_CHARS_MAX = 200;

interface Waiting {
  evidenceId: string;
  organisationId: OrganisationId;
  reason: string;
  erasedAt: Date;
  erasedBy: { kind: string; id?: string };
  contentSha3: Buffer | null;
  claimId: string | null;
  told: boolean;
  sha256: Buffer;
  record: Buffer;
  unitId: string | null;
}

/**
 * Each once: what was recorded before a crash is found by its key, and only noted.
 *
 * @returns how many waited
 * @throws as `recordEvidence`
 */
export async function recordErasures({ only }: { only?: string } = {}): Promise<number> {
  const { rows } = await pool().query<Waiting>(
    `SELECT x.evidence_id AS "evidenceId", x.organisation_id AS "organisationId", x.reason, x.erased_at AS "erasedAt", x.erased_by AS "erasedBy",
       x.content_sha3 AS "contentSha3", x.claim_id AS "claimId", x.told, e.sha256, e.record, e.unit_id AS "unitId"
     FROM evidence_erasure x JOIN evidence_whole e ON e.id = x.evidence_id
     WHERE (x.claim_id IS NULL OR NOT x.told) AND ($1::uuid IS NULL OR x.evidence_id = $1) ORDER BY x.evidence_id LIMIT $2`,
    [only ?? null, ROWS_AT_ONCE],
  );
  for (const waiting of rows) {
    const claimId = waiting.claimId ?? (await record(waiting));
    if (!waiting.told) await tell(waiting, claimId);
  }
  return rows.length;
}

async function record(waiting: Waiting): Promise<string> {
  const { evidenceId, organisationId } = waiting;
  const actor = await momentKey(organisationId, `sealbook-erasure-${evidenceId}`);
  const { evidence } = await recordEvidence({ actor, submission: submissionOf(waiting) });
  await pool().query("UPDATE evidence_erasure SET claim_id = $2 WHERE evidence_id = $1 AND claim_id IS NULL", [
    evidenceId,
    evidence.id,
  ]);
  return evidence.id;
}

/** Who, why and when stand in the private details of the record that states it. */
function submissionOf(waiting: Waiting): Submission {
  const { evidenceId, reason, erasedAt, erasedBy, contentSha3, sha256, record, unitId } = waiting;
  const text = (value: string) => ({ type: "text", value: value.slice(0, FIELD_CHARS_MAX).trim() }) as const;
  const fields: OwnFields = {
    reason: text(reason.replaceAll(/\s+/g, " ")),
    erasedAt: { type: "time", value: erasedAt.toISOString() },
    erasedBy: text(`${erasedBy.kind} ${erasedBy.id ?? ""}`.trim()),
  };
  return {
    ...{ type: "digest", sha256: new Uint8Array(sha256), name: `sealbook-erasure-${evidenceId}`, fields },
    ...{ idempotencyKey: `sealbook-erasure:${evidenceId}`, unitId },
    erasure: {
      subject: blinded("subject", record),
      ...(contentSha3 && { second: new Uint8Array(contentSha3) }),
    },
  };
}

/** COMMIT: it was told, and the message is there, or neither. */
async function tell({ evidenceId, organisationId, unitId, erasedAt }: Waiting, claimId: string): Promise<void> {
  await prisma().$transaction(async (tx) => {
    const { count } = await tx.evidenceErasure.updateMany({ where: { evidenceId, told: false }, data: { told: true } });
    if (count === 0) return;
    const data = { id: evidenceId, claim: claimId };
    await queueEvents(tx, [
      { organisationId, unitId, type: "evidence.erased", subject: evidenceId, at: erasedAt, data },
    ]);
  });
}
