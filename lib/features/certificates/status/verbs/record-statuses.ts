import { sha256, toHex, utf8 } from "#lib/core/text/bytes.ts";
import { issuerDid } from "#lib/credentials/did-web.ts";
import { publicUrl } from "#lib/env.ts";
import { momentKey } from "#lib/features/accounts/api-keys/verbs/moment-key.ts";
import { recordEvidence } from "#lib/features/evidence/intake/verbs/record-evidence.ts";
import type { ApiKeyActor, OrganisationId } from "#lib/gate/actor.ts";
import { pool } from "#lib/infra/db/pool.ts";

/** Of one organisation in one round: some seconds of work. */
const STATUSES_PER_ROUND_MAX = 2_000;
const RECORDED_TOGETHER_MAX = 256;

interface Waiting {
  id: string;
  number: number;
  state: string;
  statement: string;
  subject: Buffer;
  slug: string;
  unitId: string | null;
}

/** Suspended and retired ones, too: what stands in the status lists stands in the ledger (prisma/migrations/0043_status_of_suspended). */
const WAITING_ORGANISATIONS = `SELECT DISTINCT c.organisation_id AS id FROM certificate_status s
  JOIN certificate c ON c.id = s.certificate_id WHERE s.evidence_id IS NULL`;

/** The oldest that waits of each certificate: the ledger has its changes in their order. */
const WAITING = `SELECT DISTINCT ON (s.certificate_id) s.certificate_id AS id, s.number, s.state, s.statement, s.subject, i.slug, c.unit_id AS "unitId"
  FROM certificate_status s JOIN certificate c ON c.id = s.certificate_id JOIN issuer i ON i.id = c.issuer_id
  WHERE s.evidence_id IS NULL AND c.organisation_id = $1 ORDER BY s.certificate_id, s.number LIMIT ${STATUSES_PER_ROUND_MAX}`;

/**
 * Records every change that waits, each once: what was recorded before a crash is found by its statement's digest, and only noted.
 *
 * @returns how many were recorded, and whether more may wait
 * @throws what recording throws of an organisation, once the others had their turn
 */
export async function recordStatuses({
  signal,
}: {
  signal?: AbortSignal;
} = {}): Promise<{ count: number; more: boolean }> {
  const { rows: organisations } = await pool().query<{ id: OrganisationId }>(WAITING_ORGANISATIONS);
  const troubles: unknown[] = [];
  let count = 0;
  for (const { id } of organisations) {
    try {
      count += await recordOf(id, signal);
    } catch (error) {
      signal?.throwIfAborted();
      troubles.push(error);
    }
  }
  if (troubles.length > 0) throw troubles[0];
  return { count, more: count > 0 };
}

async function recordOf(organisationId: OrganisationId, signal: AbortSignal | undefined): Promise<number> {
  const { rows } = await pool().query<Waiting>(WAITING, [organisationId]);
  if (rows.length === 0) return 0;
  const actor = await momentKey(organisationId, "Sealbook certificate statuses");
  for (let from = 0; from < rows.length; from += RECORDED_TOGETHER_MAX) {
    signal?.throwIfAborted();
    await Promise.all(rows.slice(from, from + RECORDED_TOGETHER_MAX).map((waiting) => record(actor, waiting)));
  }
  return rows.length;
}

async function record(actor: ApiKeyActor, waiting: Waiting): Promise<void> {
  const { id, number, state, statement, subject, slug, unitId } = waiting;
  const bytes = utf8(statement);
  const digest = new Uint8Array(sha256(bytes));
  const { evidence } = await recordEvidence({
    actor,
    submission: {
      ...{ type: "digest", sha256: digest, size: bytes.length, name: `sealbook-status-${id}-${number}.json` },
      mediaType: "application/json",
      // The salt in the statement keeps others from taking this key first.
      ...{ idempotencyKey: `sealbook-status:${toHex(digest)}`, unitId },
      certificate: {
        ...{ kind: "status", issuer: issuerDid(publicUrl, slug), claim: { status: state } },
        subject: new Uint8Array(subject),
      },
    },
  });
  // Recorded: a crash before this is made good by the next round, which finds the same record.
  await pool().query(
    "UPDATE certificate_status SET evidence_id = $3 WHERE certificate_id = $1 AND number = $2 AND evidence_id IS NULL",
    [id, number, evidence.id],
  );
}
