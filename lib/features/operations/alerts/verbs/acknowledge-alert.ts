import { acknowledgeAlert as acknowledge } from "#lib/features/alarms/verbs/acknowledge-alert.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { lockOpenAlert, type Settled, writeAlertEvent } from "./lock-open-alert.ts";

/** The actor looks after it from now on; whoever said so first stays. */
export async function acknowledgeAlert({ actor, alertId }: { actor: UserActor; alertId: string }): Promise<Settled> {
  return await prisma().$transaction(async (tx): Promise<Settled> => {
    const alert = await lockOpenAlert(tx, { actor, alertId });
    if ("failed" in alert) return alert;
    if (alert.acknowledged) return { failed: "already" };
    await acknowledge(tx, { alertId, userId: actor.userId });
    await writeAlertEvent(tx, { actor, alertId, alert, action: "alert.acknowledge", details: {} });
    return { done: true };
  });
}
