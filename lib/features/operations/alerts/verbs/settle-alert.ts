import { closeAlert } from "#lib/features/alarms/verbs/close-alert.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { NOTE_CHARS_MAX } from "../types.ts";
import { lockOpenAlert, type Settled, writeAlertEvent } from "./lock-open-alert.ts";

/**
 * Ends an alert by a person's word, the only way in which a conflict ends. If its cause is still there, another one opens.
 *
 * @param input.note what was found and done, 1 to NOTE_CHARS_MAX characters
 */
export async function settleAlert(input: { actor: UserActor; alertId: string; note: string }): Promise<Settled> {
  const { actor, alertId } = input;
  const note = input.note.trim().slice(0, NOTE_CHARS_MAX);
  return await prisma().$transaction(async (tx): Promise<Settled> => {
    const alert = await lockOpenAlert(tx, { actor, alertId });
    if ("failed" in alert) return alert;
    if (note === "") return { failed: "note_missing" };
    await closeAlert(tx, { alertId, userId: actor.userId, note });
    await writeAlertEvent(tx, { actor, alertId, alert, action: "alert.resolve", details: { note } });
    return { done: true };
  });
}
