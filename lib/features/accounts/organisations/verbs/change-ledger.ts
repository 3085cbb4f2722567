import type { Actor } from "#lib/gate/actor.ts";
import { requireOperator } from "#lib/gate/may-operate.ts";
import { proven } from "#lib/gate/proven.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { lockOrganisation } from "./lock-organisation.ts";
import { writeOrganisationEvent } from "./write-organisation-event.ts";

/**
 * Into which ledger the organisation records from now on. What was recorded stays where it is.
 *
 * @throws {SealbookError} `operators_only`, `organisation_absent`, `ledger_absent`.
 */
export async function changeOrganisationLedger(input: {
  actor: Actor;
  organisationId: string;
  ledger: string;
}): Promise<{ changed: boolean }> {
  await requireOperator(input.actor);
  const { actor, organisationId, ledger } = input;
  // The row is locked, so that "before" in the audit row is what this change replaced.
  const behind = (tx: Tx) => lockOrganisation(tx, organisationId);
  return await proven({ actor, authority: "operate", behind }, async (tx) => {
    const organisation = await tx.organisation.findUnique({ where: { id: organisationId } });
    if (!organisation) throw new SealbookError("organisation_absent");
    if (!(await tx.ledger.findUnique({ where: { name: ledger }, select: { name: true } }))) {
      throw new SealbookError("ledger_absent", { details: { ledger } });
    }
    if (organisation.ledgerName === ledger) return { changed: false };
    await tx.organisation.update({ where: { id: organisationId }, data: { ledgerName: ledger } });
    const details = { ledgerBefore: organisation.ledgerName, ledger };
    await writeOrganisationEvent(tx, { actor, organisationId, action: "organisation.ledger", details });
    return { changed: true };
  });
}
