import { type ForOrganisation, requireOrganisation } from "#lib/gate/require.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { NewApiKey } from "../types.ts";
import { type ApiKeyInput, insertApiKey } from "./insert-api-key.ts";

/** Makes a key for the organisation. @throws {SealbookError} `forbidden`. */
export async function createApiKey(input: ApiKeyInput & ForOrganisation): Promise<NewApiKey> {
  const organisationId = requireOrganisation(input, "keys:manage");
  const { actor, name, scopes, expiresAt } = input;
  return await prisma().$transaction(
    async (tx) => await insertApiKey(tx, { actor, organisationId, name, scopes, expiresAt }),
  );
}
