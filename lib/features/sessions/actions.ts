"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { parseForm } from "#lib/features/forms/schema.ts";
import type { FormState } from "#lib/features/forms/types.ts";
import { currentClient, forgetSession, rememberSession } from "#lib/infra/auth/browser-session.ts";
import { currentMember, requireMember } from "./loaders.ts";
import { endOtherSessions, endSession } from "./mutations/end-sessions.ts";
import { signIn } from "./mutations/sign-in.ts";
import { switchOrganisation } from "./mutations/switch-organisation.ts";
import { localPath, signInSchema } from "./schema.ts";

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
