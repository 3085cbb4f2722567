/** The seal that is asked for changes: what the ledger's history of the issuer, every batch from now on, and the groups say, at once. */
import { fromBase64 } from "#lib/core/text/bytes.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { lockedIssuer, lockIssuer } from "#lib/features/certificates/issuers/verbs/lock-issuer.ts";
import { sealPolicies } from "#lib/features/certificates/issuers/verbs/seal-policies.ts";
import { setSealKey } from "#lib/features/certificates/issuing/verbs/change-rules.ts";
import type { OrganisationId, UserActor } from "#lib/gate/actor.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { listPolicies } from "../rows/policies.ts";
import type { SealGroup } from "../types.ts";

/** In the caller's transaction: this group's key is asked for from now on, and the one before it no more. Batches that wait keep theirs. */
export async function takeOver(
  tx: Tx,
  given: { actor: UserActor; ceremony: SealGroup; commitments: string[] },
): Promise<void> {
  const { actor, ceremony, commitments } = given;
  const { organisationId } = actor;
  const at = new Date();
  await tx.sealGroup.updateMany({
    where: { organisationId, fromAt: { not: null }, untilAt: null },
    data: { untilAt: at },
  });
  await tx.sealGroup.update({ where: { id: ceremony.id }, data: { commitments, fromAt: at } });
  await publish(tx, { organisationId, key: commitments[0] ?? "" });
  const details = { threshold: ceremony.threshold, approvers: ceremony.approvers.length };
  await writeAuditEvent(tx, { actor, organisationId, action: "seal_group.take_over", subject: ceremony.id, details });
  // The caller's COMMIT follows. Before it the earlier key is asked for; after it this one is, and the history that says so is on its way.
}

/** What is asked for after a change of groups, said everywhere. @param key base64; absent: no seal is asked for any more */
export async function publish(
  tx: Tx,
  { organisationId, key }: { organisationId: OrganisationId; key?: string },
): Promise<void> {
  const bytes = key === undefined ? undefined : fromBase64(key);
  await setSealKey(tx, { organisationId, sealKey: bytes ? new Uint8Array(bytes) : null });
  await lockIssuer(tx, organisationId);
  const { id: issuerId } = await lockedIssuer(tx, organisationId);
  await sealPolicies(tx, { issuerId, organisationId, policies: await listPolicies(organisationId, tx) });
}
