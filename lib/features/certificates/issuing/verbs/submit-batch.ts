/** The drafts of a batch are complete: it asks for approval where the organisation wants four eyes, else it is approved by that. */
import { storedActor, writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { readRules } from "../rows/rules.ts";
import type { BatchState } from "../types.ts";
import { onBatch } from "./lock-batch.ts";

/** @throws {SealbookError} `not_found`, `batch_state`; `batch_empty` */
export async function submitBatch(input: { actor: MemberActor; batchId: string }): Promise<{ state: BatchState }> {
  requirePermission(input.actor, "certificates:write");
  const { actor, batchId: id } = input;
  const on = { actor, authority: "certificates:write" as const, id, states: ["drafts", "rejected"] as const };
  return await onBatch(on, async (tx, { batch, actor: by }) => {
    if (batch.size === 0) throw new SealbookError("batch_empty");
    return await markSubmitted(tx, { actor: by, id, name: batch.name });
  });
}

/** In the caller's transaction, which holds the batch and has proven the actor. */
export async function markSubmitted(
  tx: Tx,
  { actor, id, name }: { actor: MemberActor; id: string; name: string },
): Promise<{ state: BatchState }> {
  const { organisationId } = actor;
  const { fourEyes } = await readRules(organisationId, tx);
  const by = { ...storedActor(actor) };
  const state = fourEyes ? "submitted" : "approved";
  await tx.certificateBatch.update({
    where: { id },
    data: { state, submittedBy: by, rejection: null, ...(fourEyes ? {} : { approvedBy: by }) },
  });
  await writeAuditEvent(tx, { actor, organisationId, action: "batch.submit", subject: id, details: { name } });
  return { state };
}
