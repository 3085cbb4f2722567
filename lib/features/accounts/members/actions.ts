"use server";

import { redirect } from "next/navigation";
import { pathAfter } from "#lib/features/accounts/sessions/schema.ts";
import { action, buttonAction } from "#lib/gate/action.ts";
import { forgetSession, rememberSession } from "#lib/gate/browser-session.ts";
import { acceptanceSchema, invitationSchema, memberIdSchema, memberRoleSchema, removalSchema } from "./schema.ts";
import { acceptInvitation } from "./verbs/accept-invitation.ts";
import { changeRole } from "./verbs/change-role.ts";
import { inviteMember } from "./verbs/invite-member.ts";
import { leaveOrganisation, removeMember } from "./verbs/remove-member.ts";
import { resendInvitation } from "./verbs/resend-invitation.ts";
import { showLetter } from "./verbs/show-letter.ts";
import { withdrawInvitation } from "./verbs/withdraw-invitations.ts";

const MEMBERS_PATH = "/settings/members";

/** `done`: the address that was invited. */
export const inviteMemberAction = action({
  schema: invitationSchema,
  verb: ({ actor, data }) => inviteMember({ actor, ...data }),
  done: (_, { email }) => email,
  clears: ["email"],
  revalidate: MEMBERS_PATH,
});

/** One that is closed meanwhile is not on the page any more. */
export const resendInvitationAction = action({
  schema: memberIdSchema,
  verb: ({ actor, data }) => resendInvitation({ actor, invitationId: data.id }),
  revalidate: MEMBERS_PATH,
});

/** One that is closed already is what was asked for. */
export const withdrawInvitationAction = buttonAction({
  schema: memberIdSchema,
  returnTo: MEMBERS_PATH,
  verb: ({ actor, data }) => withdrawInvitation({ actor, invitationId: data.id }),
  revalidate: MEMBERS_PATH,
});

export const changeRoleAction = action({
  schema: memberRoleSchema,
  verb: ({ actor, data: { id: userId, ...data } }) => changeRole({ actor, userId, ...data }),
  revalidate: MEMBERS_PATH,
});

/** What stands against it, such as being the last owner, the page shows where it has no button. */
export const removeMemberAction = buttonAction({
  schema: removalSchema,
  returnTo: MEMBERS_PATH,
  verb: ({ actor, data: { id: userId, revokeKeys } }) => removeMember({ actor, userId, revokeKeys }),
  revalidate: MEMBERS_PATH,
});

export const leaveOrganisationAction = buttonAction({
  returnTo: MEMBERS_PATH,
  verb: async ({ actor }) => {
    await leaveOrganisation({ actor });
    await forgetSession();
    redirect("/sign-in");
  },
  revalidate: MEMBERS_PATH,
});

export const acceptInvitationAction = action({
  auth: "public",
  schema: acceptanceSchema,
  secrets: ["password", "token"],
  verb: async ({ data, client }) => {
    const signedIn = await acceptInvitation({ ...data, client });
    await rememberSession(signedIn);
    redirect(pathAfter(signedIn, undefined));
  },
});

/** `done`: the letter with its link, handed to the browser this once. */
export const showLetterAction = action({
  schema: memberIdSchema,
  verb: ({ actor, data }) => showLetter({ actor, mailId: data.id }),
  done: (letter) => letter,
});
