import type { Actor } from "#lib/gate/actor.ts";
import { mayOperate } from "#lib/gate/may-operate.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { OrganisationRefusal } from "#lib/words/organisations.ts";
import { writeInstitutionEvent } from "./write-institution-event.ts";

/** Into which ledger the institution records from now on. What was recorded stays where it is. */
export async function changeOrganisationLedger(input: {
  actor: Actor;
  organisationId: string;
  ledger: string;
}): Promise<{ changed: boolean } | { failed: OrganisationRefusal }> {
  const { actor, organisationId, ledger } = input;
  return await prisma().$transaction(async (tx) => {
    if (!(await mayOperate(actor, tx))) return { failed: "forbidden" };
    // The row is locked, so that "before" in the audit row is what this change replaced.
    await tx.$queryRaw`SELECT 1 FROM organisation WHERE id = ${organisationId}::uuid FOR UPDATE`;
    const organisation = await tx.organisation.findUnique({ where: { id: organisationId } });
    if (!organisation) return { failed: "organisation_absent" };
    if (!(await tx.ledger.findUnique({ where: { name: ledger }, select: { name: true } }))) {
      return { failed: "ledger_absent" };
    }
    if (organisation.ledgerName === ledger) return { changed: false };
    await tx.organisation.update({ where: { id: organisationId }, data: { ledgerName: ledger } });
    const details = { ledgerBefore: organisation.ledgerName, ledger };
    await writeInstitutionEvent(tx, { actor, organisationId, action: "organisation.ledger", details });
    return { changed: true };
  });
}
