/** A batch that waits for its seal, under a lock, and whoever acts proven to be one of its approvers. */
import type { UserActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { readSealedBatch, readSealing } from "../rows/rounds.ts";
import type { Sealing } from "../types.ts";
import { tellWaiting } from "./lock-group.ts";

export interface SealingNow {
  actor: UserActor;
  sealing: Sealing;
  /** Under which the actor is an approver. */
  number: number;
  statement: string;
}

/** @throws {SealbookError} `not_found`; `batch_state`: it waits for no seal; `approver_unknown` */
export async function onSealing<Result>(
  on: { actor: UserActor; batchId: string },
  work: (tx: Tx, now: SealingNow) => Promise<Result>,
): Promise<Result> {
  requirePermission(on.actor, "certificates:approve");
  const { actor, batchId } = on;
  const { organisationId, userId } = actor;
  const behind = async (tx: Tx) => {
    await tx.$queryRaw`SELECT FROM certificate_batch WHERE organisation_id = ${organisationId}::uuid AND id = ${batchId}::uuid FOR UPDATE`;
  };
  return await proven({ actor, authority: "certificates:approve", behind, activeOnly: true }, async (tx, by) => {
    const batch = await readSealedBatch({ reach: by, id: batchId }, tx);
    if (!batch) throw new SealbookError("not_found");
    const sealing = await readSealing({ reach: by, batchId }, tx);
    if (batch.state !== "sealing" || !sealing || sealing.sealed || sealing.statement === undefined)
      throw new SealbookError("batch_state", { details: { state: batch.state } });
    const number = sealing.group.approvers.find((each) => each.userId === userId)?.number;
    if (number === undefined) throw new SealbookError("approver_unknown");
    const result = await work(tx, { actor: by, sealing, number, statement: sealing.statement });
    await tellWaiting(tx, batchId);
    return result;
  });
}
