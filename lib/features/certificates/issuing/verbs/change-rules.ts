import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { OrganisationId, UserActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { BATCH_CHANNEL, WORKING_STATES } from "../types.ts";

/** Batches that were submitted before stay as they are. @throws {SealbookError} `forbidden` */
export async function changeRules(input: { actor: UserActor; fourEyes: boolean }): Promise<void> {
  requirePermission(input.actor, "organisation:manage");
  const { actor, fourEyes } = input;
  const { organisationId } = actor;
  await proven({ actor, authority: "organisation:manage" }, async (tx, by) => {
    await tx.issuingRule.upsert({
      where: { organisationId },
      create: { organisationId, fourEyes },
      update: { fourEyes },
    });
    const details = { fourEyes };
    await writeAuditEvent(tx, {
      actor: by,
      organisationId,
      action: "organisation.issuing",
      subject: organisationId,
      details,
    });
  });
}

/**
 * From now on every batch waits for the seal of this key; of none without one. What is published of it holds for what is recorded from now
 * on, and so it does for batches that are under way. Whoever keeps the approvers calls it, within their transaction.
 *
 * @throws {SealbookError} `seal_recording`: a batch is being recorded at this moment
 */
export async function setSealKey(
  tx: Tx,
  { organisationId, sealKey }: { organisationId: OrganisationId; sealKey: Uint8Array<ArrayBuffer> | null },
): Promise<void> {
  await tx.issuingRule.upsert({ where: { organisationId }, create: { organisationId, sealKey }, update: { sealKey } });
  await tx.certificateBatch.updateMany({
    where: { organisationId, state: { in: [...UNDER_WAY] }, recordingAt: null },
    data: { sealKey, sealSignature: null },
  });
  // Asked after the change: whoever was marked meanwhile is seen by now, and nobody is marked behind it.
  const recording = { organisationId, state: { in: [...UNDER_WAY] }, recordingAt: { not: null } };
  if ((await tx.certificateBatch.count({ where: recording })) > 0) throw new SealbookError("seal_recording");
  await tx.$executeRaw`SELECT pg_notify(${BATCH_CHANNEL}, id::text) FROM certificate_batch
    WHERE organisation_id = ${organisationId}::uuid AND state = 'sealing'`;
}

/** Approved, and not issued yet. */
const UNDER_WAY = [...WORKING_STATES, "paused"] as const;
