/** The life of a node: invited, active, suspended and active again, retired for good. */

import { resolveAlert } from "#lib/features/alarms/verbs/resolve-alert.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { Actor } from "#lib/gate/actor.ts";
import { requireOperator } from "#lib/gate/may-operate.ts";
import { proven } from "#lib/gate/proven.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import type { AlertKind } from "#lib/words/alerts.ts";
import type { AuditAction } from "#lib/words/audit-actions.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { NodeState } from "../types.ts";
import { auditOwner } from "./audit-owner.ts";
import { lockPolicy, writePolicy } from "./write-policy.ts";

interface Move {
  actor: Actor;
  nodeId: string;
  /** Why, in words. */
  note?: string;
}
type Moved = { state: NodeState };
type Target = Exclude<NodeState, "invited">;

const ACTION = {
  active: "node.activate",
  suspended: "node.suspend",
  retired: "node.retire",
} as const satisfies Record<Target, AuditAction>;
/** What says that a node does not do its work; a conflict stays open until a person has looked at it. */
const ENDED_ALERTS: AlertKind[] = ["witness_unreachable", "witness_behind", "mirror_behind"];

/** From now on it is asked for its work; a witness counts towards the quorum. @throws {SealbookError} as `retireNode`. */
export async function activateNode(move: Move): Promise<Moved> {
  await requireOperator(move.actor);
  return await moveNode(move, "active");
}

/** It is not asked for a while, and does not count. Refused while the quorum could then not be met. @throws as `retireNode`. */
export async function suspendNode(move: Move): Promise<Moved> {
  await requireOperator(move.actor);
  return await moveNode(move, "suspended");
}

/**
 * It is not asked any more. What it signed stays, and its key in the policy with it. Refused as for `suspendNode`.
 *
 * @throws {SealbookError} `operators_only`, `node_absent`, `already_in_state`, `node_retired`, `node_not_active`, `quorum_unmet`.
 */
export async function retireNode(move: Move): Promise<Moved> {
  await requireOperator(move.actor);
  return await moveNode(move, "retired");
}

async function moveNode({ actor, nodeId, note = "" }: Move, target: Target): Promise<Moved> {
  // Its ledger never changes.
  const findNode = (tx: Tx) => tx.node.findUnique({ where: { id: nodeId } });
  const behind = async (tx: Tx) => {
    const node = await findNode(tx);
    if (node) await lockPolicy(tx, node.ledgerName);
  };
  return await proven({ actor, authority: "operate", behind }, async (tx) => {
    const node = await findNode(tx);
    if (!node) throw new SealbookError("node_absent");
    // Read behind the lock: what another changed meanwhile counts.
    const last = await tx.nodeEvent.findFirstOrThrow({ where: { nodeId }, orderBy: { number: "desc" } });
    refuseMove(last.event as NodeState, target);
    const userId = actor.kind === "user" ? actor.userId : null;
    await tx.nodeEvent.create({ data: { nodeId, number: last.number + 1, event: target, userId, note } });
    // A quorum that cannot be met any more undoes the event.
    if (node.kind === "witness") await writePolicy(tx, { ledger: node.ledgerName, actor });
    if (target !== "active") for (const kind of ENDED_ALERTS) await resolveAlert({ kind, subject: nodeId }, tx);
    await writeAuditEvent(tx, {
      actor,
      organisationId: auditOwner(actor),
      action: ACTION[target],
      subject: nodeId,
      details: { ledger: node.ledgerName, kind: node.kind, name: node.name, before: last.event, note },
    });
    return { state: target };
  });
}

function refuseMove(state: NodeState, target: Target): void {
  if (state === target) throw new SealbookError("already_in_state");
  if (state === "retired") throw new SealbookError("node_retired");
  if (target === "suspended" && state !== "active") throw new SealbookError("node_not_active");
}
