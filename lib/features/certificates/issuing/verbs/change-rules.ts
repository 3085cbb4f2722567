import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { OrganisationId, UserActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";

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

/** From now on every batch waits for the seal of this key; of none without one. Whoever keeps the approvers calls it, within their transaction. */
export async function setSealKey(
  tx: Tx,
  { organisationId, sealKey }: { organisationId: OrganisationId; sealKey: Uint8Array<ArrayBuffer> | null },
): Promise<void> {
  await tx.issuingRule.upsert({ where: { organisationId }, create: { organisationId, sealKey }, update: { sealKey } });
}
