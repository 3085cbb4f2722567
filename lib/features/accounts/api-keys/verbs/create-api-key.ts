import { TEST_LEDGER } from "#lib/core/log/test-ledger.ts";
import { ensureTestOrganisation } from "#lib/features/accounts/organisations/verbs/ensure-test-organisation.ts";
import { holdUnit } from "#lib/features/accounts/units/rows.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { ownUnit, reachOf, requireWhole } from "#lib/gate/reach.ts";
import { type ForOrganisation, requireOrganisation } from "#lib/gate/require.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { TEST_SCOPES } from "#lib/words/permissions.ts";
import { requireReach } from "../checks/reach.ts";
import type { NewApiKey } from "../types.ts";
import { type ApiKeyInput, insertApiKey } from "./insert-api-key.ts";

/**
 * Makes a key for the organisation; a test key, for the organisation in which it tries things out. One that a key makes counts as made by
 * whoever made that one: four eyes are two people's.
 *
 * @throws {SealbookError} `forbidden`, `scope_missing`, `key_beyond`, `organisation_suspended`; of a test key `not_in_tests` of the field
 *   `scopes` or `unit`, as `ensureTestOrganisation`; `whole_organisation`; `unit_unknown`.
 */
export async function createApiKey(
  input: ApiKeyInput & { unit?: string | undefined } & ForOrganisation<MemberActor>,
): Promise<NewApiKey> {
  const organisationId = requireOrganisation(input, "keys:manage");
  const { actor, name, scopes, addressRanges = [], expiresAt } = input;
  // Whoever looks at what was tried makes keys for that alone.
  const inTests = actor.kind === "user" && actor.test === true;
  const test = input.test === true || inTests;
  if (test && !scopes.every((scope) => TEST_SCOPES.includes(scope))) {
    throw new SealbookError("not_in_tests", { field: "scopes" });
  }
  // What is tried out belongs to no unit.
  if (test && actor.kind !== "operator") requireWhole(actor);
  if (test && input.unit !== undefined) throw new SealbookError("not_in_tests", { field: "unit" });
  if (test) await ensureLedger(TEST_LEDGER);
  return await proven({ actor, authority: "keys:manage", activeOnly: true }, async (tx, by) => {
    const within = reachOf(by, organisationId);
    const unitId = input.unit ?? ownUnit(within);
    await holdUnit(tx, within, unitId);
    const reach = { scopes, addressRanges: [...addressRanges], expiresAt: expiresAt ?? null };
    const makerId = await requireReach(tx, { actor: by, keys: [reach] });
    const own = { actor: by, organisationId };
    const keeper = test && !inTests ? await ensureTestOrganisation(tx, own) : organisationId;
    const made = { name, scopes, addressRanges, expiresAt, test, makerId, unitId };
    return await insertApiKey(tx, { actor: by, organisationId: keeper, ...made });
  });
}
