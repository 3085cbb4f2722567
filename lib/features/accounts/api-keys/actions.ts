"use server";

import { action, buttonAction } from "#lib/gate/action.ts";
import { apiKeyIdSchema, changedApiKeySchema, newApiKeySchema, rotatedApiKeySchema } from "./schema.ts";
import { changeApiKey } from "./verbs/change-api-key.ts";
import { createApiKey } from "./verbs/create-api-key.ts";
import { revokeApiKey } from "./verbs/revoke-api-key.ts";
import { endOldSecret, rotateKey } from "./verbs/rotate-key.ts";

const KEYS_PATH = "/settings/keys";
const pathOf = ({ id }: { id: string }) => `${KEYS_PATH}/${id}`;
const HOUR_MS = 60 * 60 * 1_000;

/** `done`: the secret, handed to the browser this once. */
export const createApiKeyAction = action({
  schema: newApiKeySchema,
  verb: ({ actor, data: { expires, addresses, unit, ...data } }) =>
    createApiKey({ actor, ...data, unit: unit ?? undefined, addressRanges: addresses, expiresAt: expires }),
  done: ({ secret }) => secret,
  revalidate: KEYS_PATH,
});

export const changeApiKeyAction = action({
  schema: changedApiKeySchema,
  verb: ({ actor, data: { id, name, addresses, expires = null } }) =>
    changeApiKey({ actor, apiKeyId: id, change: { name, addressRanges: addresses, expiresAt: expires } }),
  revalidate: pathOf,
});

/** `done`: the new secret, handed to the browser this once. */
export const rotateApiKeyAction = action({
  schema: rotatedApiKeySchema,
  verb: ({ actor, data: { id, hours } }) =>
    rotateKey({ actor, apiKeyId: id, oldSecretUntil: new Date(Date.now() + hours * HOUR_MS) }),
  done: ({ secret }) => secret,
  revalidate: pathOf,
});

export const endOldSecretAction = buttonAction({
  schema: apiKeyIdSchema,
  returnTo: pathOf,
  verb: ({ actor, data }) => endOldSecret({ actor, apiKeyId: data.id }),
  revalidate: pathOf,
});

/** A key that is revoked already is what was asked for. */
export const revokeApiKeyAction = buttonAction({
  schema: apiKeyIdSchema,
  returnTo: KEYS_PATH,
  verb: ({ actor, data }) => revokeApiKey({ actor, apiKeyId: data.id }),
  revalidate: { layout: KEYS_PATH },
});
