import type { ApiKeyActor, OrganisationId } from "#lib/gate/actor.ts";
import { whole } from "#lib/gate/reach.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { insertApiKey } from "./insert-api-key.ts";

/** One round of the worker takes seconds; nobody learns the key's secret. */
const KEY_LIFE_MS = 10 * 60_000;

/**
 * What the worker records for an organisation by: a key that was made for this alone, as its audit row says
 * (docs/decisions/0013).
 *
 * @param name what the organisation reads in its list of keys
 */
export async function momentKey(organisationId: OrganisationId, name: string): Promise<ApiKeyActor> {
  const expiresAt = new Date(Date.now() + KEY_LIFE_MS);
  const actor = { kind: "worker" } as const;
  const { key } = await prisma().$transaction((tx) =>
    insertApiKey(tx, { actor, organisationId, name, scopes: ["evidence:write"], expiresAt }),
  );
  // It comes from no address.
  return { kind: "api-key", apiKeyId: key.id, ...whole(organisationId), scopes: key.scopes, address: "" };
}
