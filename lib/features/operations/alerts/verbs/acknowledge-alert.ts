import { acknowledgeAlert as acknowledge } from "#lib/features/alarms/verbs/acknowledge-alert.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { requireOperator } from "#lib/gate/may-operate.ts";
import { proven } from "#lib/gate/proven.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { lockAlert, readOpenAlert, writeAlertEvent } from "./lock-open-alert.ts";

/**
 * The actor looks after it from now on; whoever said so first stays.
 *
 * @throws {SealbookError} `operators_only`, `alert_absent`, `already_settled`.
 */
export async function acknowledgeAlert({ actor, alertId }: { actor: UserActor; alertId: string }): Promise<void> {
  await requireOperator(actor);
  const behind = (tx: Tx) => lockAlert(tx, alertId);
  await proven({ actor, authority: "operate", behind }, async (tx) => {
    const alert = await readOpenAlert(tx, alertId);
    if (alert.acknowledged) throw new SealbookError("already_settled");
    await acknowledge(tx, { alertId, userId: actor.userId });
    await writeAlertEvent(tx, { actor, alertId, alert, action: "alert.acknowledge", details: {} });
  });
}
