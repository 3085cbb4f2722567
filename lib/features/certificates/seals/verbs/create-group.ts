import { v7 as uuidv7 } from "uuid";
import { isGroupSize } from "#lib/credentials/threshold/messages.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { findIssuer } from "#lib/features/certificates/issuers/rows.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { rolesThatMay } from "#lib/gate/may.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { lockGroups } from "./lock-group.ts";

/**
 * Names the approvers of whom `threshold` seal together; they then make the key in their browsers. Until that is done, everything stays
 * as it was.
 *
 * @param input.userIds members of the whole organisation who may approve, in the order of their numbers: they seal batches of every unit
 * @returns the group's id
 * @throws {SealbookError} `issuer_absent`; `seal_group_size`; `approver_unknown`: one is no such member; `seal_group_making`:
 *   another one is being made
 */
export async function createGroup(input: { actor: UserActor; threshold: number; userIds: string[] }): Promise<string> {
  requirePermission(input.actor, "organisation:manage");
  const { actor, threshold, userIds } = input;
  const { organisationId } = actor;
  const approvers = userIds.length;
  if (!isGroupSize({ threshold, approvers }) || new Set(userIds).size !== approvers)
    throw new SealbookError("seal_group_size");
  const behind = (tx: Tx) => lockGroups(tx, organisationId);
  return await proven({ actor, authority: "organisation:manage", behind, activeOnly: true }, async (tx) => {
    if (!(await findIssuer(organisationId, tx))) throw new SealbookError("issuer_absent");
    const making = await tx.sealGroup.count({ where: { organisationId, fromAt: null, failedAt: null } });
    if (making > 0) throw new SealbookError("seal_group_making");
    const members = await tx.membership.findMany({
      where: {
        ...{ organisationId, userId: { in: userIds }, unitId: null },
        role: { in: [...rolesThatMay("certificates:approve")] },
      },
      include: { user: { select: { name: true } } },
    });
    const names = userIds.map((userId) => members.find((each) => each.userId === userId)?.user.name);
    if (names.includes(undefined)) throw new SealbookError("approver_unknown");
    const id = uuidv7();
    await tx.sealGroup.create({ data: { id, organisationId, threshold, approvers }, select: { id: true } });
    const rows = userIds.map((userId, at) => ({ groupId: id, number: at + 1, userId, name: names[at] ?? "" }));
    await tx.sealApprover.createMany({ data: rows });
    const details = { threshold, approvers };
    await writeAuditEvent(tx, { actor, organisationId, action: "seal_group.create", subject: id, details });
    return id;
  });
}
