"use server";

import { redirect } from "next/navigation";
import { action } from "#lib/gate/action.ts";
import { forgetSession, ownDevice, rememberDevice } from "#lib/gate/browser-session.ts";
import { newPasswordSchema, ownPasswordSchema, resetRequestSchema } from "./schema.ts";
import { changePassword } from "./verbs/change-password.ts";
import { requestReset } from "./verbs/request-reset.ts";
import { resetPassword } from "./verbs/reset-password.ts";

export const requestResetAction = action({
  auth: "public",
  schema: resetRequestSchema,
  verb: ({ data, client: { address, locale } }) => requestReset({ email: data.email, address, locale }),
});

/**
 * Also signs this browser out: whoever was signed in here is, as everywhere, no longer. Who holds the letter signs in from here whoever
 * else guesses.
 */
export const resetPasswordAction = action({
  auth: "public",
  schema: newPasswordSchema,
  secrets: ["password", "token"],
  verb: async ({ data, client: { address, locale } }) => {
    const { userId } = await resetPassword({ ...data, address, locale });
    await rememberDevice(userId);
    await forgetSession();
    redirect("/reset-password?done");
  },
});

/** This browser goes on being one of the account's: marks end with the password that they were made with. */
export const changePasswordAction = action({
  schema: ownPasswordSchema,
  secrets: ["current", "password"],
  verb: async ({ actor, data, client: { locale } }) => {
    const changed = await changePassword({ ...data, actor, device: await ownDevice(actor.userId), locale });
    await rememberDevice(actor.userId);
    return changed;
  },
  done: ({ sessionsEnded }) => sessionsEnded,
  clears: ["current", "password"],
  revalidate: "/settings/sessions",
});
