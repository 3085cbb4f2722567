/** How many certificates an organisation may still issue in the month. */
import { readCountedMonth } from "#lib/features/accounts/organisations/rows.ts";
import { COUNTED } from "#lib/features/certificates/figures/rows.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";

const AHEAD_MS = 24 * 60 * 60_000;

/**
 * Those that were issued in the month (UTC), those of batches that are on their way, and those of this batch are within the organisation's
 * quota. In the caller's transaction: of two batches that are submitted at once the second sees the first.
 *
 * @throws {SealbookError} `monthly_quota_exceeded`
 */
export async function requireCertificateRoom(
  tx: Tx,
  { organisationId, batchId }: { organisationId: OrganisationId; batchId: string },
): Promise<void> {
  const [organisation] = await tx.$queryRaw<{ max: number | null }[]>`
    SELECT certificate_quota::float8 AS max FROM organisation WHERE id = ${organisationId}::uuid`;
  const max = organisation?.max ?? undefined;
  if (max === undefined) return;
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('sealbook certificates ' || ${organisationId}, 0))`;
  const { certificates, since } = await readCountedMonth(organisationId);
  // In one statement: a batch that is issued meanwhile is in one of both.
  const [later] = await tx.$queryRawUnsafe<{ certificates: number }[]>(
    `SELECT coalesce(sum(count), 0)::float8 AS certificates FROM (
       SELECT count FROM (${COUNTED}) AS since WHERE organisation_id = $3::uuid AND what = 'issued'
       UNION ALL
       SELECT size FROM certificate_batch WHERE id = $4::uuid
         OR organisation_id = $3::uuid AND state NOT IN ('drafts', 'rejected', 'issued', 'cancelled')) AS used`,
    since,
    new Date(Date.now() + AHEAD_MS),
    organisationId,
    batchId,
  );
  if (certificates + (later?.certificates ?? 0) <= max) return;
  throw new SealbookError("monthly_quota_exceeded", { details: { what: "certificates", max } });
}
