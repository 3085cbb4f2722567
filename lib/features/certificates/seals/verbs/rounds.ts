/** Tries to seal a batch: one is open at a time, and each is kept. */
import { ATTEMPTS_MAX } from "#lib/credentials/threshold/approval.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { ABSENT_AFTER_MS, type RoundOutcome, type Sealing, type SealRound } from "../types.ts";
import { onSealing } from "./on-sealing.ts";

/** The try that is open; a new one where none is. @throws {SealbookError} `too_many_seal_rounds` */
export async function openRound(tx: Tx, { batchId, group, rounds }: Sealing): Promise<SealRound> {
  const last = rounds.at(-1);
  if (last && !last.outcome) return last;
  const attempt = (last?.attempt ?? 0) + 1;
  if (attempt > ATTEMPTS_MAX) throw new SealbookError("too_many_seal_rounds", { details: { max: ATTEMPTS_MAX } });
  // One that earlier approvers left open.
  await tx.sealRound.updateMany({
    where: { batchId, endedAt: null },
    data: { endedAt: new Date(), outcome: "replaced" },
  });
  const { begunAt } = await tx.sealRound.create({ data: { batchId, attempt, groupId: group.id } });
  return { attempt, begunAt: begunAt.toISOString(), culprits: [], approvals: [] };
}

export async function endRound(
  tx: Tx,
  {
    batchId,
    attempt,
    outcome,
    culprits = [],
  }: { batchId: string; attempt: number; outcome: RoundOutcome; culprits?: number[] },
): Promise<void> {
  const batchId_attempt = { batchId, attempt };
  await tx.sealRound.update({ where: { batchId_attempt }, data: { endedAt: new Date(), outcome, culprits } });
}

/**
 * Ends a try in which somebody who had said yes does not sign, so that others can: asked for by another approver once it has taken too long,
 * or by the absent one, whose browser has lost what it would sign with.
 *
 * @throws {SealbookError} as `onSealing`; `seal_round_state`: nobody is waited for, or not for long enough yet
 */
export async function restartRound(input: { actor: UserActor; batchId: string }): Promise<void> {
  requirePermission(input.actor, "certificates:approve");
  await onSealing(input, async (tx, { sealing, number, actor }) => {
    const round = sealing.rounds.at(-1);
    if (!round?.fullAt || round.outcome) throw new SealbookError("seal_round_state");
    const absent = round.approvals.filter((each) => each.signs && !each.share).map((each) => each.number);
    const isLate = Date.now() - Date.parse(round.fullAt) > ABSENT_AFTER_MS;
    if (!isLate && !absent.includes(number)) throw new SealbookError("seal_round_state");
    const { batchId } = input;
    await endRound(tx, { batchId, attempt: round.attempt, outcome: "absent", culprits: isLate ? absent : [number] });
    const { organisationId } = actor;
    const details = { number, attempt: round.attempt };
    await writeAuditEvent(tx, { actor, organisationId, action: "seal_batch.restart", subject: batchId, details });
  });
}
