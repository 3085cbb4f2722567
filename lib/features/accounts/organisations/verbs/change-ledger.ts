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
 * @throws {SealbookError} `operators_only`, `organisation_absent`, `ledger_absent`; `not_in_tests` into the ledger of tests, or out of it.
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
    const select = { name: true, isTest: true } as const;
    const [next, now] = await Promise.all(
      [ledger, organisation.ledgerName].map((name) => tx.ledger.findUnique({ where: { name }, select })),
    );
    if (!next) throw new SealbookError("ledger_absent", { details: { ledger } });
    // What was recorded in earnest is never removed, and what was tried never counts.
    if (next.isTest !== now?.isTest) throw new SealbookError("not_in_tests");
    if (organisation.ledgerName === ledger) return { changed: false };
    await tx.organisation.update({ where: { id: organisationId }, data: { ledgerName: ledger } });
    const details = { ledgerBefore: organisation.ledgerName, ledger };
    await writeOrganisationEvent(tx, { actor, organisationId, action: "organisation.ledger", details });
    return { changed: true };
  });
}
