/** The seal that is asked for changes: what the issuer publishes, every batch that is not recorded yet, and the groups, at once. */
import { fromBase64 } from "#lib/core/text/bytes.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { askForSeal } from "#lib/features/certificates/issuers/verbs/ask-for-seal.ts";
import { lockedIssuer, lockIssuer } from "#lib/features/certificates/issuers/verbs/lock-issuer.ts";
import { setSealKey } from "#lib/features/certificates/issuing/verbs/change-rules.ts";
import type { OrganisationId, UserActor } from "#lib/gate/actor.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import type { SealGroup } from "../types.ts";

/** In the caller's transaction: this group's key is asked for from now on, and the one before it no more. */
export async function takeOver(
  tx: Tx,
  given: { actor: UserActor; group: SealGroup; commitments: string[] },
): Promise<void> {
  const { actor, group, commitments } = given;
  const { organisationId } = actor;
  const at = new Date();
  const before = { organisationId, fromAt: { not: null }, untilAt: null };
  await tx.sealGroup.updateMany({ where: before, data: { untilAt: at } });
  await tx.sealGroup.update({ where: { id: group.id }, data: { commitments, fromAt: at } });
  const key = fromBase64(commitments[0] ?? "") ?? new Uint8Array(0);
  const { threshold } = group;
  const approvers = group.approvers.map(({ name }) => name);
  await changeSeal(tx, { organisationId, at, seal: { key: new Uint8Array(key), threshold, approvers } });
  const details = { threshold, approvers: approvers.length };
  await writeAuditEvent(tx, { actor, organisationId, action: "seal_group.take_over", subject: group.id, details });
  // The caller's COMMIT follows. Before it the earlier key is asked for; after it this one is, and the history that says so is on its way.
}

/** Without `seal` none is asked for any more. @throws {SealbookError} `seal_recording`: a batch is being recorded at this moment */
export async function changeSeal(
  tx: Tx,
  change: {
    organisationId: OrganisationId;
    at: Date;
    seal?: { key: Uint8Array<ArrayBuffer>; threshold: number; approvers: string[] };
  },
): Promise<void> {
  const { organisationId, at, seal } = change;
  await lockIssuer(tx, organisationId);
  await setSealKey(tx, { organisationId, sealKey: seal?.key ?? null });
  const { id: issuerId } = await lockedIssuer(tx, organisationId);
  await askForSeal(tx, { issuerId, at, ...(seal ? { seal } : {}) });
}
