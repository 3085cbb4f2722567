/** A group under its lock, and whoever acts in it proven to be one of its approvers. */
import type { UserActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requireWhole } from "#lib/gate/reach.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { readCeremony } from "../rows/groups.ts";
import { type Ceremony, SEAL_CHANNEL } from "../types.ts";

/** Until the transaction ends nobody else changes the organisation's groups. */
export async function lockGroups(tx: Tx, organisationId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('sealbook seals ' || ${organisationId}, 0))`;
}

/** Whoever waits for a group or a batch's sealing looks again. */
export async function tellWaiting(tx: Tx, id: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify(${SEAL_CHANNEL}, ${id})`;
}

/**
 * @param work is handed the number under which the actor is an approver
 * @throws {SealbookError} `whole_organisation`; `not_found`; `approver_unknown`: the actor is none of this group; `seal_group_state`: its key is there already,
 *   or it came to nothing
 */
export async function asApprover<Result>(
  on: { actor: UserActor; groupId: string },
  work: (tx: Tx, given: { ceremony: Ceremony; number: number; actor: UserActor }) => Promise<Result>,
): Promise<Result> {
  requirePermission(on.actor, "certificates:approve");
  const { actor, groupId } = on;
  const { organisationId, userId } = actor;
  const behind = (tx: Tx) => lockGroups(tx, organisationId);
  return await proven({ actor, authority: "certificates:approve", behind, activeOnly: true }, async (tx, by) => {
    requireWhole(by);
    const ceremony = await readCeremony({ organisationId, id: groupId }, tx);
    if (!ceremony) throw new SealbookError("not_found");
    const number = ceremony.approvers.find((each) => each.userId === userId)?.number;
    if (number === undefined) throw new SealbookError("approver_unknown");
    if (ceremony.state !== "making")
      throw new SealbookError("seal_group_state", { details: { state: ceremony.state } });
    const result = await work(tx, { ceremony, number, actor: by });
    await tellWaiting(tx, groupId);
    return result;
  });
}
