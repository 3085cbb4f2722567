/**
 * Approvers seal a batch in two steps (RFC 9591 section 5): each says yes under a commitment of their own; once as many have as it takes,
 * those sign, each in their browser. The server puts the parts together, and names whose part does not fit.
 */
import { sealMessage } from "#lib/core/certificate/seal.ts";
import { fromBase64, utf8 } from "#lib/core/text/bytes.ts";
import { type Approval, commitmentsOf, readApproval, statementHash } from "#lib/credentials/threshold/approval.ts";
import { combineShares, isShareGood, isSigningCommitment } from "#lib/credentials/threshold/frost.ts";
import type { Signed } from "#lib/credentials/threshold/messages.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { sealBatch } from "#lib/features/certificates/issuing/verbs/seal-batch.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { signingKeys } from "../rows/rounds.ts";
import type { SealRound } from "../types.ts";
import { onSealing, type SealingNow } from "./on-sealing.ts";
import { endRound, openRound } from "./rounds.ts";

/**
 * An approver's word on a batch; the first of a try begins it.
 *
 * @throws {SealbookError} as `onSealing`; `approval_wrong`: it is about something else, or not signed by this approver; `approval_said`:
 *   they have said something in this try already; `seal_round_full`: those who sign are chosen, and it is their turn
 */
export async function sayOfBatch(input: { actor: UserActor; batchId: string; signed: Signed }): Promise<void> {
  requirePermission(input.actor, "certificates:approve");
  const { signed, ...on } = input;
  await onSealing(on, async (tx, now) => {
    const { sealing, number, statement, actor } = now;
    const round = await openRound(tx, sealing);
    const approval = readApproval(signed, (await signingKeys(sealing.group.id, tx)).get(number) ?? "");
    if (!approval || !isAbout(approval, { now, round, statement })) throw new SealbookError("approval_wrong");
    const before = round.approvals.find((each) => each.number === number);
    // Sent again, because its answer did not arrive.
    if (before?.text === signed.text) return;
    if (before) throw new SealbookError("approval_said");
    if (round.fullAt) throw new SealbookError("seal_round_full");
    const approved = approval.says === "approve";
    const key = { batchId: on.batchId, attempt: round.attempt };
    await tx.sealApproval.create({
      data: { ...key, groupId: sealing.group.id, number, ...signed, approved },
      select: { number: true },
    });
    const { organisationId } = actor;
    const action = approved ? "seal_batch.approve" : "seal_batch.reject";
    const details = { number, attempt: round.attempt };
    await writeAuditEvent(tx, { actor, organisationId, action, subject: on.batchId, details });
    const said = [...round.approvals.map((each) => each.approved), approved];
    const { threshold, approvers } = sealing.group;
    if (said.filter((each) => each).length === threshold) {
      await tx.sealRound.update({ where: { batchId_attempt: key }, data: { fullAt: new Date() } });
    }
    // The rest is too few.
    if (said.filter((each) => !each).length > approvers.length - threshold)
      await endRound(tx, { ...key, outcome: "rejected" });
  });
}

/**
 * An approver's part of the seal. With the last one the batch is sealed; a part that does not fit ends the try, and its approver is named.
 *
 * @returns whether the part fitted
 * @throws {SealbookError} as `onSealing`; `seal_round_state`: nothing is to be signed by this approver now
 */
export async function giveShare(input: {
  actor: UserActor;
  batchId: string;
  attempt: number;
  share: string;
}): Promise<boolean> {
  requirePermission(input.actor, "certificates:approve");
  const { attempt, share, ...on } = input;
  return await onSealing(on, async (tx, now) => {
    const { sealing, number, actor } = now;
    const round = sealing.rounds.at(-1);
    const own = round?.approvals.find((each) => each.number === number && each.signs);
    if (!round?.fullAt || round.outcome || round.attempt !== attempt || !own)
      throw new SealbookError("seal_round_state");
    if (own.share) return own.share.share === share;
    const key = { batchId: on.batchId, attempt };
    await tx.sealApproval.update({ where: { batchId_attempt_number: { ...key, number } }, data: { share } });
    const signing = await signingOf(tx, { now, round });
    const isGood = signing !== undefined && isShareGood({ ...signing, share: { number, share } });
    const { organisationId } = actor;
    const details = { number, attempt, fits: isGood };
    await writeAuditEvent(tx, { actor, organisationId, action: "seal_batch.sign", subject: on.batchId, details });
    if (!isGood) {
      await endRound(tx, { ...key, outcome: "share_wrong", culprits: [number] });
      return false;
    }
    const shares = round.approvals.flatMap((each) => (each.signs && each.share ? [each.share] : []));
    const all = [...shares, { number, share }];
    if (all.length < sealing.group.threshold) return true;
    const signature = fromBase64(combineShares({ ...signing, shares: all })) ?? new Uint8Array(0);
    await sealBatch(tx, { batchId: on.batchId, signature: new Uint8Array(signature) });
    await endRound(tx, { ...key, outcome: "sealed" });
    return true;
    // COMMIT follows. Before it the seal is not there; after it the worker records the batch with it.
  });
}

async function signingOf(tx: Tx, { now, round }: { now: SealingNow; round: SealRound }) {
  const { group } = now.sealing.group;
  if (!group) return undefined;
  const keys = await signingKeys(now.sealing.group.id, tx);
  const approvals = round.approvals.flatMap((each) => {
    const approval = each.signs ? readApproval(each, keys.get(each.number) ?? "") : undefined;
    return approval ? [approval] : [];
  });
  return { group, commitments: commitmentsOf(approvals), message: sealMessage(utf8(now.statement)) };
}

function isAbout(
  approval: Approval,
  { now, round, statement }: { now: SealingNow; round: SealRound; statement: string },
): boolean {
  const { sealing, number } = now;
  return (
    approval.group === sealing.group.id &&
    approval.number === number &&
    approval.batch === sealing.batchId &&
    approval.attempt === round.attempt &&
    approval.statement === statementHash(utf8(statement)) &&
    (approval.says === "reject" || isSigningCommitment(approval))
  );
}
