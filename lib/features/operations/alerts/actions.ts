"use server";

import { revalidatePath } from "next/cache";
import { currentMember } from "#lib/gate/page-member.ts";
import { alertIdSchema, alertNoteSchema } from "./schema.ts";
import type { AlertFormState } from "./types.ts";
import { acknowledgeAlert } from "./verbs/acknowledge-alert.ts";
import { settleAlert } from "./verbs/settle-alert.ts";

/** The number in the navigation changes with the list. */
const refresh = () => revalidatePath("/console", "layout");

export async function acknowledgeAlertAction(_: AlertFormState, form: FormData): Promise<AlertFormState> {
  const actor = await currentMember();
  if (!actor) return { failed: "sessionEnded" };
  const result = await acknowledgeAlert({ actor, alertId: alertIdSchema.parse(form.get("id")) });
  refresh();
  return "failed" in result ? result : {};
}

export async function resolveAlertAction(_: AlertFormState, form: FormData): Promise<AlertFormState> {
  const note = alertNoteSchema.parse(form.get("note"));
  const actor = await currentMember();
  if (!actor) return { failed: "sessionEnded", note };
  const result = await settleAlert({ actor, alertId: alertIdSchema.parse(form.get("id")), note });
  if ("failed" in result && result.failed === "note_missing") return { ...result, note };
  refresh();
  return "failed" in result ? { ...result, note } : {};
}
