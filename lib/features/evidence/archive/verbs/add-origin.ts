/**
 * Taking over the proof of a record of another ledger, before the record is made anew here: a record that names its origin then never
 * stands without what proves it. Nothing of it is believed but what its own signatures bind; whose they are is for who takes it over.
 */
import type { ReceiptParts } from "#lib/core/receipt/open-receipt.ts";
import { fromBase64, sha256, utf8 } from "#lib/core/text/bytes.ts";
import { env } from "#lib/env.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { proveOn } from "#lib/gate/proven.ts";
import { requireWhole } from "#lib/gate/reach.ts";
import { refuseTests, requirePermission } from "#lib/gate/require.ts";
import { type Connection, pool, transaction } from "#lib/infra/db/pool.ts";
import { open } from "#lib/verify/open.ts";
import { verify } from "#lib/verify/verify.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findOrigin } from "../rows/origins.ts";
import type { Origin } from "../types.ts";

/**
 * Keeps a receipt as the origin of records to come. The first one of a record stays, and counts against the organisation's storage quota.
 *
 * @param options.receipt its exact bytes, with its proof
 * @throws {SealbookError} as `proveOn`; `whole_organisation`; `receipt_unproven` for what does not hold by itself, `storage_quota_exceeded`
 */
export async function addOrigin(options: { actor: MemberActor; receipt: Uint8Array<ArrayBuffer> }): Promise<Origin> {
  requirePermission(options.actor, "evidence:write");
  refuseTests(options.actor);
  requireWhole(options.actor);
  const { actor, receipt } = options;
  const { organisationId } = actor;
  const parts = await provenParts(receipt);
  const recordHash = new Uint8Array(sha256(utf8(parts.receipt.record)));
  const digest = fromBase64(parts.record?.digests.sha256 ?? "");
  await transaction(pool(), async (connection) => {
    await proveOn(connection, { actor, authority: "evidence:write", activeOnly: true });
    const { rowCount } = await connection.query(
      `INSERT INTO evidence_origin (organisation_id, record_hash, sha256, receipt) VALUES ($1, $2, $3, $4)
       ON CONFLICT DO NOTHING`,
      [organisationId, recordHash, digest, receipt],
    );
    if (rowCount === 1 && (await isBeyondQuota(connection, organisationId)))
      throw new SealbookError("storage_quota_exceeded");
  });
  const origin = await findOrigin({ organisationId, recordHash });
  if (!origin) throw new Error("An origin that was added is not there.");
  return origin;
}

/** Whether the organisation keeps more than it may, with what this transaction added. */
async function isBeyondQuota(connection: Connection, organisationId: string): Promise<boolean> {
  const { rows } = await connection.query(
    `SELECT FROM organisation o JOIN content_use u ON u.organisation_id = o.id
     WHERE o.id = $1 AND u.bytes > coalesce(o.storage_quota, $2::bigint)`,
    [organisationId, env.STORAGE_QUOTA_BYTES ?? null],
  );
  return rows.length > 0;
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
