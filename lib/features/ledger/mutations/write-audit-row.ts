/** The audit log's row of a change to a ledger itself, in the transaction of that change. */
import { v7 as uuidv7 } from "uuid";
import { storedActor } from "#lib/features/audit-log/mutations.ts";
import type { AuditEventInput } from "#lib/features/audit-log/types.ts";
import type { Connection } from "#lib/infra/db/pool.ts";

/** As `writeAuditEvent`, for what is done in SQL; of the installation, not of one organisation. */
export async function writeAuditRow(
  connection: Connection,
  { actor, action, subject, details }: Omit<AuditEventInput, "organisationId">,
): Promise<void> {
  await connection.query(
    `INSERT INTO audit_event (id, organisation_id, actor, action, subject, details) VALUES ($1, NULL, $2, $3, $4, $5)`,
    [uuidv7(), JSON.stringify(storedActor(actor)), action, subject, JSON.stringify(details)],
  );
}
