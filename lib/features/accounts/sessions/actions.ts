"use server";

import { redirect } from "next/navigation";
import { action, buttonAction } from "#lib/gate/action.ts";
import { currentDevice, forgetSession, ownDevice, rememberSession } from "#lib/gate/browser-session.ts";
import { buttonIdSchema, pathAfter, proofSchema, signInSchema } from "./schema.ts";
import { endOtherSessions, endSession } from "./verbs/end-sessions.ts";
import { proveAgain } from "./verbs/prove-again.ts";
import { signIn } from "./verbs/sign-in.ts";
import { switchOrganisation } from "./verbs/switch-organisation.ts";

const SESSIONS_PATH = "/settings/sessions";

export const signInAction = action({
  auth: "public",
  schema: signInSchema,
  secrets: ["password"],
  verb: async ({ data: { email, password, next }, client }) => {
    const signedIn = await signIn({ email, password, client, device: await currentDevice(email) });
    await rememberSession(signedIn);
    redirect(pathAfter(signedIn, next));
  },
});

/** Also forgets a session that has ended already. */
export const signOutAction = buttonAction({
  auth: "public",
  verb: async ({ actor }) => {
    await forgetSession();
    if (actor) await endSession({ actor, sessionId: actor.sessionId });
    redirect("/sign-in");
  },
});

/** A session that is gone already is what was asked for. */
export const endSessionAction = buttonAction({
  schema: buttonIdSchema,
  returnTo: SESSIONS_PATH,
  verb: ({ actor, data }) => endSession({ actor, sessionId: data.id }),
  revalidate: SESSIONS_PATH,
});

export const endOtherSessionsAction = buttonAction({
  returnTo: SESSIONS_PATH,
  verb: ({ actor }) => endOtherSessions({ actor }),
  revalidate: SESSIONS_PATH,
});

export const switchOrganisationAction = buttonAction({
  schema: buttonIdSchema,
  returnTo: "/settings/organisation",
  verb: ({ actor, data }) => switchOrganisation({ actor, organisationId: data.id }),
  revalidate: { layout: "/" },
});

/** The page that asks for it shows what the proof is for. */
export const proveAgainAction = action({
  schema: proofSchema,
  secrets: ["password"],
  verb: async ({ actor, data }) => await proveAgain({ ...data, actor, device: await ownDevice(actor.userId) }),
  revalidate: { layout: "/settings" },
});
