import type { NewLink } from "#lib/features/accounts/links/types.ts";
import { createLink } from "#lib/features/accounts/links/verbs/create-link.ts";
import type { Organisation } from "#lib/features/accounts/organisations/types.ts";
import {
  insertOrganisation,
  lockOrganisations,
} from "#lib/features/accounts/organisations/verbs/insert-organisation.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { requireOperator } from "#lib/gate/may-operate.ts";
import { proven } from "#lib/gate/proven.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";

/**
 * Makes an organisation with a one-time link for its owner, all or nothing. It keeps content, can be found by digest and
 * publishes its records until its owner decides otherwise.
 *
 * @param input `name` and `ownerEmail` as `nameSchema` and `emailSchema` give them
 * @throws {SealbookError} `operators_only`, `ledger_absent`.
 */
export async function createOrganisation(input: {
  actor: UserActor;
  name: string;
  ownerEmail: string;
  ledger: string;
}): Promise<{ organisation: Organisation; ownerLink: NewLink }> {
  await requireOperator(input.actor);
  const { actor, name, ownerEmail, ledger } = input;
  const behind = (tx: Tx) => lockOrganisations(tx);
  return await proven({ actor, authority: "operate", behind }, async (tx) => {
    if (!(await tx.ledger.findUnique({ where: { name: ledger }, select: { name: true } }))) {
      throw new SealbookError("ledger_absent", { details: { ledger } });
    }
    const settings = { name, keepContent: true, publicLookup: true, publishRecords: true, alsoSm3: false };
    const organisation = await insertOrganisation(tx, { actor, settings, ledger });
    const organisationId = organisation.id;
    const ownerLink = await createLink(tx, { actor, purpose: "owner", organisationId, email: ownerEmail });
    return { organisation, ownerLink };
  });
}
