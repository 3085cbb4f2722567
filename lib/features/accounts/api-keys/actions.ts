"use server";

import { action, buttonAction } from "#lib/gate/action.ts";
import { apiKeyIdSchema, newApiKeySchema } from "./schema.ts";
import { createApiKey } from "./verbs/create-api-key.ts";
import { revokeApiKey } from "./verbs/revoke-api-key.ts";

const KEYS_PATH = "/settings/keys";

/** `done`: the secret, handed to the browser this once. */
export const createApiKeyAction = action({
  schema: newApiKeySchema,
  verb: ({ actor, data: { expires, ...data } }) => createApiKey({ actor, ...data, expiresAt: expires }),
  done: ({ secret }) => secret,
  revalidate: KEYS_PATH,
});

/** A key that is revoked already is what was asked for. */
export const revokeApiKeyAction = buttonAction({
  schema: apiKeyIdSchema,
  returnTo: KEYS_PATH,
  verb: ({ actor, data }) => revokeApiKey({ actor, apiKeyId: data.id }),
  revalidate: KEYS_PATH,
});
