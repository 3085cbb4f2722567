/**
 * Taking over the proof of a record of another ledger, before the record is made anew here: a record that names its origin then never
 * stands without what proves it. Nothing of it is believed but what its own signatures bind; whose they are is for who takes it over.
 */
import type { ReceiptParts } from "#lib/core/receipt/open-receipt.ts";
import { fromBase64, sha256, utf8 } from "#lib/core/text/bytes.ts";
import { env } from "#lib/env.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { rolesThatMay } from "#lib/gate/may.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { type Connection, pool, transaction } from "#lib/infra/db/pool.ts";
import { open } from "#lib/verify/open.ts";
import { verify } from "#lib/verify/verify.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findOrigin } from "../rows/origins.ts";
import type { Origin } from "../types.ts";

const ADD_ORIGIN = `INSERT INTO evidence_origin (organisation_id, record_hash, sha256, receipt)
     SELECT o.id, $2, $3, $4 FROM organisation o
     WHERE o.id = $1 AND coalesce((SELECT e.event FROM organisation_event e WHERE e.organisation_id = o.id
         ORDER BY e.number DESC LIMIT 1), 'active') = 'active'
       AND (EXISTS (SELECT FROM api_key a WHERE a.id = $5 AND a.organisation_id = o.id AND a.revoked_at IS NULL
           AND (a.expires_at IS NULL OR a.expires_at > clock_timestamp()) AND 'evidence:write' = ANY (a.scopes))
         OR EXISTS (SELECT FROM session s JOIN membership m ON m.organisation_id = o.id AND m.user_id = s.user_id
           WHERE s.id = $6 AND s.organisation_id = o.id AND s.ended_at IS NULL AND s.expires_at > clock_timestamp()
             AND m.role = ANY ($7)))
     ON CONFLICT DO NOTHING`;

/**
 * Keeps a receipt as the origin of records to come. The first one of a record stays, and counts against the organisation's storage quota.
 *
 * @param options.receipt its exact bytes, with its proof
 * @throws {SealbookError} `forbidden`, `scope_missing`, `organisation_suspended`; `receipt_unproven` for what does not hold by itself, `storage_quota_exceeded`.
 */
export async function addOrigin(options: { actor: MemberActor; receipt: Uint8Array<ArrayBuffer> }): Promise<Origin> {
  requirePermission(options.actor, "evidence:write");
  const { actor, receipt } = options;
  const { organisationId } = actor;
  const parts = await provenParts(receipt);
  const recordHash = new Uint8Array(sha256(utf8(parts.receipt.record)));
  const digest = fromBase64(parts.record?.digests.sha256 ?? "");
  // The actor's authority, once more, in the statement that writes (docs/decisions/0016).
  const values = [
    organisationId,
    recordHash,
    digest,
    receipt,
    actor.kind === "api-key" ? actor.apiKeyId : null,
    actor.kind === "user" ? actor.sessionId : null,
    rolesThatMay("evidence:write"),
  ];
  const isNew = await transaction(pool(), async (connection) => {
    const { rowCount } = await connection.query(ADD_ORIGIN, values);
    if (rowCount === 1) await chargeKept(connection, { organisationId, bytes: receipt.length });
    return rowCount === 1;
  });
  const origin = await findOrigin({ organisationId, recordHash });
  if (origin) return origin;
  throw isNew ? new Error("An origin that was added is not there.") : new SealbookError("forbidden");
}

/** Whoever keeps more at the same time waits for this row, and sees what was used. */
async function chargeKept(
  connection: Connection,
  { organisationId, bytes }: { organisationId: string; bytes: number },
): Promise<void> {
  const { rows } = await connection.query<{ isBeyond: boolean | null }>(
    `INSERT INTO content_use AS u (organisation_id, bytes) VALUES ($1, $2)
     ON CONFLICT (organisation_id) DO UPDATE SET bytes = u.bytes + excluded.bytes
     RETURNING u.bytes > (SELECT coalesce(storage_quota, $3::bigint) FROM organisation WHERE id = $1) AS "isBeyond"`,
    [organisationId, bytes, env.STORAGE_QUOTA_BYTES ?? null],
  );
  if (rows[0]?.isBeyond) throw new SealbookError("storage_quota_exceeded");
}

/** @throws {SealbookError} `receipt_unproven` */
async function provenParts(receipt: Uint8Array): Promise<ReceiptParts> {
  const opened = await open(receipt);
  const { verdict, steps } = await verify({ receipt: opened });
  const { parts, document, respelled } = opened;
  const isWhole = parts !== undefined && document === undefined && respelled === undefined;
  if (isWhole && verdict === "issuer_unproven") return parts;
  const step = steps.find(({ status }) => status === "failed")?.name ?? "inclusion";
  throw new SealbookError("receipt_unproven", { details: { step } });
}
