import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { readGroup } from "../rows/groups.ts";
import { asApprover, lockGroups, tellWaiting } from "./lock-group.ts";
import { changeSeal } from "./take-over.ts";

/**
 * Ends a group: one whose key is being made comes to nothing; of one whose seal is asked for, no batch needs it from now on. What it sealed
 * stays good, and the published history says from when until when it was asked for.
 *
 * @throws {SealbookError} `not_found`; `seal_group_state`: it has ended already
 */
export async function endGroup(input: { actor: UserActor; groupId: string }): Promise<void> {
  requirePermission(input.actor, "organisation:manage");
  const { actor, groupId: id } = input;
  const { organisationId } = actor;
  const behind = (tx: Tx) => lockGroups(tx, organisationId);
  await proven({ actor, authority: "organisation:manage", behind }, async (tx) => {
    const group = await readGroup({ organisationId, id }, tx);
    if (!group) throw new SealbookError("not_found");
    const { state } = group;
    if (state !== "making" && state !== "asked") throw new SealbookError("seal_group_state", { details: { state } });
    const at = new Date();
    if (state === "making") await tx.sealGroup.update({ where: { id }, data: { failedAt: at, failure: "abandoned" } });
    else {
      await tx.sealGroup.update({ where: { id }, data: { untilAt: at } });
      await changeSeal(tx, { organisationId, at });
    }
    await writeAuditEvent(tx, { actor, organisationId, action: "seal_group.end", subject: id, details: { state } });
    await tellWaiting(tx, id);
  });
}

/**
 * An approver's browser found that no key can come of what another dealt. Nobody can check it without the share, which stays with the one
 * who complains: so it is written down as their word, and a new group is made.
 *
 * @throws {SealbookError} as `asApprover`
 */
export async function complain(input: {
  actor: UserActor;
  groupId: string;
  about: number;
  failure: string;
}): Promise<void> {
  requirePermission(input.actor, "certificates:approve");
  const { about: culprit, failure, ...on } = input;
  await asApprover(on, async (tx, { ceremony, number, actor }) => {
    if (!ceremony.approvers.some((each) => each.number === culprit)) throw new SealbookError("approver_unknown");
    await tx.sealGroup.update({ where: { id: on.groupId }, data: { failedAt: new Date(), failure, culprit } });
    const { organisationId } = actor;
    const details = { number, culprit, failure };
    await writeAuditEvent(tx, { actor, organisationId, action: "seal_group.complain", subject: on.groupId, details });
  });
}
