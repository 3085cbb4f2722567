/** What is written down of kept content that is not what was kept; the alert is about these rows. */
import { prisma } from "#lib/infra/db/prisma.ts";
import type { ContentAddress } from "#lib/infra/storage/port.ts";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import type { Damage } from "../types.ts";

/** Notes what was found just now; when it was found first stays. */
export async function noteDamage({ organisationId, sha256 }: ContentAddress, problem: Damage): Promise<void> {
  const [row] = await prisma().$queryRaw<{ isNew: boolean }[]>`
    INSERT INTO damaged_content (organisation_id, sha256, problem)
    VALUES (${organisationId}::uuid, ${Buffer.from(sha256)}, ${problem})
    ON CONFLICT (organisation_id, sha256) DO UPDATE SET problem = excluded.problem, checked_at = now()
    -- A row that was never updated has no xmax.
    RETURNING xmax = 0 AS "isNew"`;
  if (row?.isNew) {
    logEvent("error", "storage.damaged", { organisationId, sha256: Buffer.from(sha256).toString("hex"), problem });
  }
}

/** The content was found to be what was kept. */
export async function forgetDamage({ organisationId, sha256 }: ContentAddress): Promise<void> {
  await prisma().damagedContent.deleteMany({ where: { organisationId, sha256: new Uint8Array(sha256) } });
}

/** Content was replaced by what was staged under these keys after it was last found damaged. */
export async function forgetReplaced(keys: readonly string[]): Promise<void> {
  await prisma().$executeRaw`
    DELETE FROM damaged_content d USING staged_content s WHERE s.key = ANY (${keys})
      AND d.organisation_id = s.organisation_id AND d.sha256 = s.sha256 AND d.checked_at < s.at`;
}
