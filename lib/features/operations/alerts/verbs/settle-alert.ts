import { closeAlert } from "#lib/features/alarms/verbs/close-alert.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { requireOperator } from "#lib/gate/may-operate.ts";
import { proven } from "#lib/gate/proven.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { NOTE_CHARS_MAX } from "../types.ts";
import { lockAlert, readOpenAlert, writeAlertEvent } from "./lock-open-alert.ts";

/**
 * Ends an alert by a person's word, the only way in which a conflict ends. If its cause is still there, another one opens.
 *
 * @param input.note what was found and done, 1 to NOTE_CHARS_MAX characters
 * @throws {SealbookError} `operators_only`, `alert_absent`, `already_settled`; `note_missing` of the field `note`.
 */
export async function settleAlert(input: { actor: UserActor; alertId: string; note: string }): Promise<void> {
  await requireOperator(input.actor);
  const { actor, alertId } = input;
  const note = input.note.trim().slice(0, NOTE_CHARS_MAX);
  const behind = (tx: Tx) => lockAlert(tx, alertId);
  await proven({ actor, authority: "operate", behind }, async (tx) => {
    const alert = await readOpenAlert(tx, alertId);
    if (note === "") throw new SealbookError("note_missing", { field: "note" });
    await closeAlert(tx, { alertId, userId: actor.userId, note });
    await writeAlertEvent(tx, { actor, alertId, alert, action: "alert.resolve", details: { note } });
  });
}
