"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { currentClient, forgetSession, rememberSession } from "#lib/gate/browser-session.ts";
import { currentMember, requireMember } from "#lib/gate/page-member.ts";
import { parseForm } from "#lib/gate/parse-form.ts";
import type { FormState } from "#lib/words/form-state.ts";
import { localPath, signInSchema } from "./schema.ts";
import { endOtherSessions, endSession } from "./verbs/end-sessions.ts";
import { signIn } from "./verbs/sign-in.ts";
import { switchOrganisation } from "./verbs/switch-organisation.ts";

const SESSIONS_PATH = "/settings/sessions";
const idSchema = z.object({ id: z.uuid() });

export async function signInAction(_: FormState, form: FormData): Promise<FormState> {
  const parsed = parseForm(signInSchema, form, { secrets: ["password"] });
  if ("refused" in parsed) return parsed.refused;
  const { email, password, next } = parsed.data;
  const result = await signIn({ email, password, client: await currentClient() });
  if ("failed" in result) {
    const { failed: problem, ...rest } = result;
    return { values: parsed.values, problems: {}, problem, ...rest };
  }
  await rememberSession(result.sessionId);
  redirect(localPath(next));
}

export async function signOutAction(): Promise<void> {
  const actor = await currentMember();
  if (actor) await endSession({ actor, sessionId: actor.sessionId });
  await forgetSession();
  redirect("/sign-in");
}

/** A session that is gone already is what was asked for. */
export async function endSessionAction(form: FormData): Promise<void> {
  const actor = await requireMember(SESSIONS_PATH);
  const { id } = idSchema.parse({ id: form.get("id") });
  await endSession({ actor, sessionId: id });
  revalidatePath(SESSIONS_PATH);
}

export async function endOtherSessionsAction(): Promise<void> {
  await endOtherSessions({ actor: await requireMember(SESSIONS_PATH) });
  revalidatePath(SESSIONS_PATH);
}

export async function switchOrganisationAction(form: FormData): Promise<void> {
  const actor = await requireMember("/settings/organisation");
  const { id } = idSchema.parse({ id: form.get("id") });
  await switchOrganisation({ actor, organisationId: id });
  revalidatePath("/", "layout");
}
