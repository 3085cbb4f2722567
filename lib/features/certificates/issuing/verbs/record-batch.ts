/** A batch is recorded, and issued with that. */
import { createHash } from "node:crypto";
import { parseBatchStatement } from "#lib/core/certificate/batch.ts";
import { utf8 } from "#lib/core/text/bytes.ts";
import { momentKey } from "#lib/features/accounts/api-keys/verbs/moment-key.ts";
import { writeAuditRow } from "#lib/features/audit-log/verbs/write-audit-row.ts";
import { supersede } from "#lib/features/certificates/status/verbs/supersede.ts";
import { recordEvidence } from "#lib/features/evidence/intake/verbs/record-evidence.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { whole } from "#lib/gate/reach.ts";
import { type Connection, pool, transaction } from "#lib/infra/db/pool.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { Advancing } from "../types.ts";

interface Recording {
  id: string;
  name: string;
  organisationId: OrganisationId;
  unitId: string | null;
  statement: string;
}

/**
 * Three commits. After the first it is called off no more; after the second its root is in the ledger's queue, under a key by which a second
 * attempt finds the same record; after the third its certificates are there. What a crash leaves between them, the next turn goes on with.
 */
export async function recordBatch(id: string, { onStep }: Advancing): Promise<void> {
  const { rows } = await pool().query<Recording>(
    `UPDATE certificate_batch SET recording_at = coalesce(recording_at, now()) WHERE id = $1 AND state = 'sealing'
       AND (seal_key IS NULL OR seal_signature IS NOT NULL)
     RETURNING id, name, organisation_id AS "organisationId", unit_id AS "unitId", statement`,
    [id],
  );
  const [batch] = rows;
  if (!batch) return;
  onStep?.("marked");
  const evidenceId = await record(batch).catch(async (error: unknown) => {
    if (error instanceof SealbookError) await unmark(batch);
    throw error;
  });
  onStep?.("recorded");
  await transaction(pool(), (connection) => issue(connection, { ...batch, evidenceId }));
  onStep?.("issued");
}

/** What is certainly not recorded can be called off. */
async function unmark({ id, organisationId }: Recording): Promise<void> {
  await pool().query(
    `UPDATE certificate_batch SET recording_at = NULL WHERE id = $1
       AND NOT EXISTS (SELECT FROM evidence e WHERE e.organisation_id = $2 AND e.idempotency_key = $3)`,
    [id, organisationId, recordKey(id)],
  );
}

const recordKey = (id: string): string => `sealbook-batch:${id}`;

async function record({ id, name, organisationId, unitId, statement }: Recording): Promise<string> {
  const stated = parseBatchStatement(statement);
  if (!stated) throw new Error(`The statement of batch ${id} is none.`);
  const bytes = utf8(statement);
  const digest = (algorithm: string) => new Uint8Array(createHash(algorithm).update(bytes).digest());
  const { evidence } = await recordEvidence({
    actor: await momentKey(organisationId, `batch ${id}`),
    submission: {
      ...{
        type: "digest",
        sha256: digest("sha256"),
        size: bytes.length,
        name: `batch ${name}`,
        mediaType: "application/json",
      },
      ...{ idempotencyKey: recordKey(id), unitId },
      second: { "sha3-256": digest("sha3-256") },
      certificate: { kind: "batch", issuer: stated.issuer, claim: { root: stated.root, count: stated.count } },
    },
  });
  return evidence.id;
}

const ISSUE = `INSERT INTO certificate (id, organisation_id, issuer_id, batch_id, leaf_index, holder_name, email, values, leaf, leaf_hash,
    credential, sd_jwt, pages_sha256, key_number, wallet_key_number, valid_until, status_list, status_index, issued_at, replaces, path, unit_id)
  SELECT d.certificate_id, b.organisation_id, b.issuer_id, b.id, d.number - 1, d.holder_name, d.email, d.values, w.leaf, w.leaf_hash,
    w.credential, w.sd_jwt, w.pages_sha256, w.key_number, w.wallet_key_number, b.valid_until, w.status_list, w.status_index, b.issued_at,
    d.replaces, w.path, b.unit_id
  FROM certificate_batch b JOIN certificate_draft d ON d.batch_id = b.id JOIN certificate_work w ON w.batch_id = b.id AND w.number = d.number
  WHERE b.id = $1`;

/** All its certificates become certificates, or none does. */
async function issue(connection: Connection, batch: Recording & { evidenceId: string }): Promise<void> {
  const { id, name, organisationId, evidenceId } = batch;
  const { rows } = await connection.query<{ size: number }>(
    `UPDATE certificate_batch SET state = 'issued', evidence_id = $2, failure = NULL WHERE id = $1 AND state = 'sealing' RETURNING size`,
    [id, evidenceId],
  );
  const [{ size } = { size: 0 }] = rows;
  if (size === 0) return;
  const { rowCount } = await connection.query(ISSUE, [id]);
  if (rowCount !== size) throw new Error(`Batch ${id}: ${rowCount} of ${size} certificates.`);
  const { rows: pairs } = await connection.query<{ old: string; by: string }>(
    `SELECT replaces AS old, certificate_id AS by FROM certificate_draft WHERE batch_id = $1 AND replaces IS NOT NULL`,
    [id],
  );
  const actor = { kind: "worker" } as const;
  if (pairs.length > 0) await supersede(connection, { actor, reach: whole(organisationId), pairs, reason: "" });
  await connection.query("DELETE FROM certificate_work WHERE batch_id = $1", [id]);
  await connection.query("DELETE FROM certificate_draft WHERE batch_id = $1", [id]);
  const details = { name, certificates: size, evidence: evidenceId };
  await writeAuditRow(connection, { actor, organisationId, action: "batch.issue", subject: id, details });
}
