import { proven } from "#lib/gate/proven.ts";
import { type ForOrganisation, requireOrganisation } from "#lib/gate/require.ts";
import type { NewApiKey } from "../types.ts";
import { type ApiKeyInput, insertApiKey } from "./insert-api-key.ts";

/** Makes a key for the organisation. @throws {SealbookError} `forbidden`, `organisation_suspended`. */
export async function createApiKey(input: ApiKeyInput & ForOrganisation): Promise<NewApiKey> {
  const organisationId = requireOrganisation(input, "keys:manage");
  const { actor, name, scopes, expiresAt } = input;
  return await proven({ actor, authority: "keys:manage", activeOnly: true }, (tx, by) =>
    insertApiKey(tx, { actor: by, organisationId, name, scopes, expiresAt }),
  );
}
