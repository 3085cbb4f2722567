"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { currentClient, forgetSession, rememberSession } from "#lib/gate/browser-session.ts";
import { currentMember, requireMember } from "#lib/gate/page-member.ts";
import { parseForm } from "#lib/gate/parse-form.ts";
import type { FormState } from "#lib/words/form-state.ts";
import { invitationSchema, knownMemberSchema, memberRoleSchema, newMemberSchema } from "./schema.ts";
import type { ShownLetter } from "./types.ts";
import { acceptInvitation } from "./verbs/accept-invitation.ts";
import { changeRole } from "./verbs/change-role.ts";
import { inviteMember } from "./verbs/invite-member.ts";
import { leaveOrganisation, removeMember } from "./verbs/remove-member.ts";
import { resendInvitation } from "./verbs/resend-invitation.ts";
import { showLetter } from "./verbs/show-letter.ts";
import { withdrawInvitation } from "./verbs/withdraw-invitations.ts";

const MEMBERS_PATH = "/settings/members";

/** `done`: the address that was invited. */
export async function inviteMemberAction(
  _: FormState<string, string>,
  form: FormData,
): Promise<FormState<string, string>> {
  const parsed = parseForm(invitationSchema, form);
  if ("refused" in parsed) return { values: parsed.refused.values, problems: parsed.refused.problems };
  const { values, data } = parsed;
  const actor = await currentMember();
  if (!actor) return { values, problems: {}, problem: "sessionEnded" };
  const result = await inviteMember({ actor, ...data });
  if (!("failed" in result)) {
    revalidatePath(MEMBERS_PATH);
    return { values: { ...values, email: "" }, problems: {}, done: data.email };
  }
  const { failed, ...rest } = result;
  const ofAddress = failed === "alreadyMember" || failed === "alreadyInvited";
  return ofAddress ? { values, problems: { email: failed } } : { values, problems: {}, problem: failed, ...rest };
}

/** One that is closed meanwhile is not on the page any more. */
export async function resendInvitationAction(_: FormState, form: FormData): Promise<FormState> {
  const actor = await currentMember();
  if (!actor) return { values: {}, problems: {}, problem: "sessionEnded" };
  const result = await resendInvitation({ actor, invitationId: z.uuid().parse(form.get("id")) });
  revalidatePath(MEMBERS_PATH);
  if (!("failed" in result)) return { values: {}, problems: {}, done: true };
  const { failed: problem, ...rest } = result;
  return { values: {}, problems: {}, problem, ...rest };
}

/** One that is closed already is what was asked for. */
export async function withdrawInvitationAction(form: FormData): Promise<void> {
  const actor = await requireMember(MEMBERS_PATH);
  await withdrawInvitation({ actor, invitationId: z.uuid().parse(form.get("id")) });
  revalidatePath(MEMBERS_PATH);
}

export async function changeRoleAction(_: FormState, form: FormData): Promise<FormState> {
  const parsed = parseForm(memberRoleSchema, form);
  if ("refused" in parsed) return parsed.refused;
  const { id: userId, role } = parsed.data;
  const actor = await currentMember();
  if (!actor) return { values: parsed.values, problems: {}, problem: "sessionEnded" };
  const result = await changeRole({ actor, userId, role });
  if ("failed" in result) return { values: parsed.values, problems: {}, problem: result.failed };
  revalidatePath(MEMBERS_PATH);
  return { values: parsed.values, problems: {}, done: true };
}

/** What stands against it, such as being the last owner, the page shows where it has no button. */
export async function removeMemberAction(form: FormData): Promise<void> {
  const actor = await requireMember(MEMBERS_PATH);
  await removeMember({ actor, userId: z.uuid().parse(form.get("id")) });
  revalidatePath(MEMBERS_PATH);
}

export async function leaveOrganisationAction(): Promise<void> {
  const actor = await requireMember(MEMBERS_PATH);
  const result = await leaveOrganisation({ actor });
  if ("failed" in result) return revalidatePath(MEMBERS_PATH);
  await forgetSession();
  redirect("/sign-in");
}

export async function acceptInvitationAction(_: FormState, form: FormData): Promise<FormState> {
  const schema = form.has("name") ? newMemberSchema : knownMemberSchema;
  const parsed = parseForm<typeof newMemberSchema | typeof knownMemberSchema>(schema, form, {
    secrets: ["password", "token"],
  });
  if ("refused" in parsed) return parsed.refused;
  const { values } = parsed;
  const { token, password, ...rest } = parsed.data;
  const name = "name" in rest ? rest.name : "";
  const result = await acceptInvitation({ token, name, password, client: await currentClient() });
  if ("failed" in result) {
    const { failed, ...more } = result;
    if (failed === "credentialsWrong") return { values, problems: { password: "passwordWrong" } };
    if (failed.startsWith("password")) return { values, problems: { password: failed } };
    return { values, problems: {}, problem: failed, ...more };
  }
  await rememberSession(result.sessionId);
  redirect("/evidence");
}

/** `done`: the letter with its link, handed to the browser this once. */
export async function showLetterAction(
  _: FormState<string, ShownLetter>,
  form: FormData,
): Promise<FormState<string, ShownLetter>> {
  const actor = await currentMember();
  if (!actor) return { values: {}, problems: {}, problem: "sessionEnded" };
  const mailId = z.uuid().parse(form.get("id"));
  const result = await showLetter({ actor, mailId });
  if ("failed" in result) return { values: {}, problems: {}, problem: result.failed };
  return { values: {}, problems: {}, done: result };
}
