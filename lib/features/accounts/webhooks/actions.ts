"use server";

import { redirect } from "next/navigation";
import { action, buttonAction } from "#lib/gate/action.ts";
import { changedWebhookFormSchema, deliveryParamsSchema, newWebhookFormSchema, webhookParamsSchema } from "./schema.ts";
import { changeWebhook } from "./verbs/change-webhook.ts";
import { createWebhook } from "./verbs/create-webhook.ts";
import { removeWebhook } from "./verbs/remove-webhook.ts";
import { rotateSecret } from "./verbs/rotate-secret.ts";
import { redeliver, sendTest } from "./verbs/send-test.ts";

const PATH = "/settings/webhooks";
const pathOf = ({ id }: { id: string }) => `${PATH}/${id}`;

/** `done`: the secret, handed to the browser this once. */
export const createWebhookAction = action({
  schema: newWebhookFormSchema,
  verb: ({ actor, data }) => createWebhook({ actor, ...data }),
  done: ({ secret, webhook }) => ({ secret, id: webhook.id }),
  revalidate: PATH,
});

export const changeWebhookAction = action({
  schema: changedWebhookFormSchema,
  verb: ({ actor, data: { id, ...change } }) => changeWebhook({ actor, id, change }),
  revalidate: pathOf,
});

/** `done`: the new secret, handed to the browser this once. */
export const rotateSecretAction = action({
  schema: webhookParamsSchema,
  verb: ({ actor, data: { id } }) => rotateSecret({ actor, id }),
  done: ({ secret }) => secret,
  revalidate: pathOf,
});

export const sendTestAction = action({
  schema: webhookParamsSchema,
  verb: ({ actor, data: { id } }) => sendTest({ actor, id }),
  revalidate: pathOf,
});

export const redeliverAction = action({
  schema: deliveryParamsSchema,
  verb: ({ actor, data }) => redeliver({ actor, ...data }),
  revalidate: pathOf,
});

/** One that is gone already is what was asked for. */
export const removeWebhookAction = buttonAction({
  schema: webhookParamsSchema,
  returnTo: PATH,
  verb: async ({ actor, data: { id } }) => {
    await removeWebhook({ actor, id });
    redirect(PATH);
  },
  revalidate: PATH,
});
