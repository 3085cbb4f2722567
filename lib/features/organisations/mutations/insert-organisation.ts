import { v7 as uuidv7 } from "uuid";
import { writeAuditEvent } from "#lib/features/audit-log/mutations.ts";
import type { AuditActor } from "#lib/features/audit-log/types.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { toOrganisation } from "../data.ts";
import { FIRST_LEDGER, type Organisation, type OrganisationSettings } from "../types.ts";

/** Adds an organisation and its audit row in the caller's transaction. */
export async function insertOrganisation(
  tx: Tx,
  options: {
    actor: AuditActor;
    settings: OrganisationSettings;
    /** Into which it records; one that exists. */
    ledger?: string;
    /** true: it runs the installation. */
    operates?: boolean;
  },
): Promise<Organisation> {
  const { actor, settings, ledger = FIRST_LEDGER, operates = false } = options;
  const row = await tx.organisation.create({ data: { id: uuidv7(), ledgerName: ledger, operates, ...settings } });
  const organisation = toOrganisation(row);
  await writeAuditEvent(tx, {
    actor,
    organisationId: organisation.id,
    action: "organisation.create",
    subject: organisation.id,
    details: { ...settings, ledger, ...(operates && { operates }) },
  });
  return organisation;
}
