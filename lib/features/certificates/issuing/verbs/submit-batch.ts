/** The drafts of a batch are complete: it asks for approval where the organisation wants four eyes, else it is approved by that. */
import { storedActor, writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { may } from "#lib/gate/may.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { requireCertificateRoom } from "../rows/room.ts";
import { readRules } from "../rows/rules.ts";
import type { BatchState } from "../types.ts";
import { onBatch } from "./lock-batch.ts";

/** @throws {SealbookError} `not_found`, `batch_state`; `batch_empty`; as `markSubmitted` */
export async function submitBatch(input: { actor: MemberActor; batchId: string }): Promise<{ state: BatchState }> {
  requirePermission(input.actor, "certificates:write");
  const { actor, batchId: id } = input;
  const on = { actor, authority: "certificates:write" as const, id, states: ["drafts", "rejected"] as const };
  return await onBatch(on, async (tx, { batch, actor: by }) => {
    if (batch.size === 0) throw new SealbookError("batch_empty");
    return await markSubmitted(tx, { actor: by, id, name: batch.name });
  });
}

/**
 * In the caller's transaction, which holds the batch and has proven the actor.
 *
 * @throws {SealbookError} `replacement_claimed`: it ends a certificate that its holder has, which takes the permission to revoke, or the
 *   approval of another person; `monthly_quota_exceeded`
 */
export async function markSubmitted(
  tx: Tx,
  { actor, id, name }: { actor: MemberActor; id: string; name: string },
): Promise<{ state: BatchState }> {
  const { organisationId } = actor;
  const { fourEyes } = await readRules(organisationId, tx);
  if (!fourEyes && !may(actor, "certificates:revoke")) await refuseClaimed(tx, id);
  await requireCertificateRoom(tx, { organisationId, batchId: id });
  const by = { ...storedActor(actor) };
  const state = fourEyes ? "submitted" : "approved";
  await tx.certificateBatch.update({
    where: { id },
    data: { state, submittedBy: by, submittedAt: new Date(), rejection: null, ...(fourEyes ? {} : { approvedBy: by }) },
  });
  await writeAuditEvent(tx, { actor, organisationId, action: "batch.submit", subject: id, details: { name } });
  return { state };
}

/** A slip is put right by who wrote it for as long as nobody has the certificate; one that is claimed meanwhile was replaced in time. */
async function refuseClaimed(tx: Tx, batchId: string): Promise<void> {
  const [claimed] = await tx.$queryRaw<{ id: string }[]>`SELECT d.replaces AS id FROM certificate_draft d
    JOIN certificate_claim h ON h.certificate_id = d.replaces WHERE d.batch_id = ${batchId}::uuid ORDER BY d.number LIMIT 1`;
  if (claimed) throw new SealbookError("replacement_claimed", { field: "replaces", details: { id: claimed.id } });
}
