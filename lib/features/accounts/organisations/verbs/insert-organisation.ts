import { v7 as uuidv7 } from "uuid";
import { TEST_LEDGER } from "#lib/core/log/test-ledger.ts";
import type { AuditActor } from "#lib/features/audit-log/types.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { FIRST_LEDGER } from "#lib/features/ledger/sealing/types.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { toOrganisation } from "../rows.ts";
import type { Organisation, OrganisationSettings } from "../types.ts";

// Any constant of our own: whoever may create the first organisation holds this advisory lock.
const FIRST_ORGANISATION_LOCK = 7_325_601;

/** Until the end of the transaction nobody else adds an organisation. */
export async function lockOrganisations(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${FIRST_ORGANISATION_LOCK})`;
}

/**
 * Adds an organisation and its audit row in the caller's transaction. The first one runs the installation, whichever way it
 * is made: without one nobody could reach operations.
 */
export async function insertOrganisation(
  tx: Tx,
  options: {
    actor: AuditActor;
    settings: OrganisationSettings;
    /** Into which it records; one that exists. */
    ledger?: string;
    /** It tries things out, for members of another one where there is one. */
    tests?: { of?: OrganisationId; storageQuota?: bigint };
  },
): Promise<Organisation> {
  const { actor, settings, tests, ledger = tests ? TEST_LEDGER : FIRST_LEDGER } = options;
  await lockOrganisations(tx);
  const operates = (await tx.organisation.findFirst({ where: { operates: true }, select: { id: true } })) === null;
  // What tries things out never runs anything.
  if (operates && tests) throw new SealbookError("organisation_absent");
  const more = tests && { testOfId: tests.of ?? null, storageQuota: tests.storageQuota ?? null };
  const row = await tx.organisation.create({
    data: { id: uuidv7(), ledgerName: ledger, operates, ...settings, ...more },
  });
  const organisation = toOrganisation(row);
  await writeAuditEvent(tx, {
    actor,
    organisationId: organisation.id,
    action: "organisation.create",
    subject: organisation.id,
    details: { ...settings, ledger, ...(operates && { operates }), ...(tests?.of && { testOf: tests.of }) },
  });
  return organisation;
}
