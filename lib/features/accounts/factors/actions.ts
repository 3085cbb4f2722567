"use server";

import { redirect } from "next/navigation";
import { pathAfter } from "#lib/features/accounts/sessions/schema.ts";
import { action, buttonAction } from "#lib/gate/action.ts";
import { currentSessionId, ownDevice, rememberSession } from "#lib/gate/browser-session.ts";
import { awaitingOf } from "./rows.ts";
import {
  newPasskeySchema,
  nothingSchema,
  passkeyIdSchema,
  passkeyNameSchema,
  passkeySchema,
  passkeySignInSchema,
  secondFactorSchema,
  totpSchema,
} from "./schema.ts";
import { addPasskey } from "./verbs/add-passkey.ts";
import { beginTotp } from "./verbs/begin-totp.ts";
import { confirmTotp } from "./verbs/confirm-totp.ts";
import { beginOwnPasskey, beginPasskey, beginPasskeySignIn } from "./verbs/create-challenge.ts";
import { finishWithCode, finishWithPasskey } from "./verbs/finish-sign-in.ts";
import { makeCodes } from "./verbs/make-codes.ts";
import { proveWithPasskey } from "./verbs/prove-with-passkey.ts";
import { removePasskey, removeTotp } from "./verbs/remove-factor.ts";
import { renamePasskey } from "./verbs/rename-passkey.ts";
import { signInWithPasskey } from "./verbs/sign-in-with-passkey.ts";

const FACTORS_PATH = "/settings/factors";

/** `done`: what an authenticator app needs, handed to the browser this once. */
export const beginTotpAction = action({
  schema: nothingSchema,
  verb: ({ actor }) => beginTotp({ actor }),
  done: (totp) => totp,
});

/** `done`: recovery codes, handed to the browser this once, with the first factor; else none. */
export const confirmTotpAction = action({
  schema: totpSchema,
  secrets: ["code"],
  verb: ({ actor, data }) => confirmTotp({ actor, ...data }),
  done: ({ codes }) => ({ codes: codes ?? [] }),
});

export const makeCodesAction = action({
  schema: nothingSchema,
  verb: ({ actor }) => makeCodes({ actor }),
  done: ({ codes }) => ({ codes }),
});

export const removeTotpAction = buttonAction({
  returnTo: FACTORS_PATH,
  verb: ({ actor }) => removeTotp({ actor }),
  revalidate: FACTORS_PATH,
});

/** `done`: what the browser needs to make one. */
export const beginPasskeyAction = action({
  schema: nothingSchema,
  verb: ({ actor }) => beginPasskey({ actor }),
  done: (options) => options,
});

export const addPasskeyAction = action({
  schema: newPasskeySchema,
  secrets: ["answer"],
  verb: ({ actor, data }) => addPasskey({ actor, ...data }),
  done: ({ codes }) => ({ codes: codes ?? [] }),
});

export const renamePasskeyAction = action({
  schema: passkeyNameSchema,
  verb: ({ actor, data }) => renamePasskey({ actor, ...data }),
  revalidate: FACTORS_PATH,
});

export const removePasskeyAction = buttonAction({
  schema: passkeyIdSchema,
  returnTo: FACTORS_PATH,
  verb: ({ actor, data }) => removePasskey({ actor, ...data }),
  revalidate: FACTORS_PATH,
});

export const beginProofAction = action({
  schema: nothingSchema,
  verb: ({ actor: { userId, address } }) => beginOwnPasskey({ userId, purpose: "prove", address }),
  done: (options) => options,
});

export const proveWithPasskeyAction = action({
  schema: passkeySchema,
  secrets: ["answer"],
  verb: ({ actor, data }) => proveWithPasskey({ actor, ...data }),
  revalidate: { layout: "/settings" },
});

export const finishWithCodeAction = action({
  auth: "public",
  schema: secondFactorSchema,
  secrets: ["code"],
  verb: async ({ data: { code, next }, client }) => {
    const { sessionId, userId } = await awaitingOf(await currentSessionId());
    const signedIn = await finishWithCode({ sessionId, code, client, device: await ownDevice(userId) });
    await rememberSession(signedIn);
    redirect(pathAfter(signedIn, next));
  },
});

export const beginSecondFactorAction = action({
  auth: "public",
  schema: nothingSchema,
  verb: async ({ client: { address } }) => {
    const { userId } = await awaitingOf(await currentSessionId());
    return await beginOwnPasskey({ userId, purpose: "second", address });
  },
  done: (options) => options,
});

export const finishWithPasskeyAction = action({
  auth: "public",
  schema: passkeySignInSchema,
  secrets: ["answer"],
  verb: async ({ data: { answer, next }, client }) => {
    const { sessionId } = await awaitingOf(await currentSessionId());
    const signedIn = await finishWithPasskey({ sessionId, answer, client });
    await rememberSession(signedIn);
    redirect(pathAfter(signedIn, next));
  },
});

export const beginPasskeySignInAction = action({
  auth: "public",
  schema: nothingSchema,
  verb: ({ client: { address } }) => beginPasskeySignIn({ address }),
  done: (options) => options,
});

export const signInWithPasskeyAction = action({
  auth: "public",
  schema: passkeySignInSchema,
  secrets: ["answer"],
  verb: async ({ data: { answer, next }, client }) => {
    const signedIn = await signInWithPasskey({ answer, client });
    await rememberSession(signedIn);
    redirect(pathAfter(signedIn, next));
  },
});
