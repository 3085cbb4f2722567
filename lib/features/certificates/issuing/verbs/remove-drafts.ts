import type { MemberActor } from "#lib/gate/actor.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { BATCH_SIZE_MAX } from "../types.ts";
import { onBatch } from "./lock-batch.ts";

/**
 * Takes a draft out of its batch, or all of them; those behind it move up.
 *
 * @throws {SealbookError} `not_found`, `batch_state`
 */
export async function removeDrafts(input: {
  actor: MemberActor;
  batchId: string;
  /** All of them without. */
  number?: number | undefined;
}): Promise<{ size: number }> {
  requirePermission(input.actor, "certificates:write");
  const { actor, batchId: id, number } = input;
  const on = { actor, authority: "certificates:write" as const, id, states: ["drafts", "rejected"] as const };
  return await onBatch(on, async (tx, { batch }) => {
    const gone = await tx.certificateDraft.deleteMany({
      where: { batchId: id, ...(number === undefined ? {} : { number }) },
    });
    if (number !== undefined && gone.count === 0) throw new SealbookError("not_found");
    if (number !== undefined) {
      // In two steps, as numbers are unique at every moment.
      await tx.$executeRaw`UPDATE certificate_draft SET number = number + ${BATCH_SIZE_MAX} WHERE batch_id = ${id}::uuid AND number > ${number}`;
      await tx.$executeRaw`UPDATE certificate_draft SET number = number - ${BATCH_SIZE_MAX + 1} WHERE batch_id = ${id}::uuid AND number > ${BATCH_SIZE_MAX}`;
    }
    const size = batch.size - gone.count;
    await tx.certificateBatch.update({ where: { id }, data: { size } });
    return { size };
  });
}
