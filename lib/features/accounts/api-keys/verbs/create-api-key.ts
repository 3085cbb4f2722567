import type { OrganisationId, UserActor } from "#lib/gate/actor.ts";
import { may } from "#lib/gate/may.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { NewApiKey } from "../types.ts";
import { type ApiKeyInput, insertApiKey } from "./insert-api-key.ts";

/** Makes a key for the actor's organisation; the operator of the installation names the organisation. */
export async function createApiKey(
  input: ApiKeyInput & ({ actor: UserActor } | { actor: { kind: "operator" }; organisationId: OrganisationId }),
): Promise<NewApiKey | { failed: "forbidden" }> {
  const { actor, name, scopes, expiresAt } = input;
  if (actor.kind === "user" && !may(actor, "keys:manage")) return { failed: "forbidden" };
  const organisationId = "organisationId" in input ? input.organisationId : undefined;
  const proven = actor.kind === "user" ? actor.organisationId : organisationId;
  if (!proven) return { failed: "forbidden" };
  return await prisma().$transaction(
    async (tx) => await insertApiKey(tx, { actor, organisationId: proven, name, scopes, expiresAt }),
  );
}
