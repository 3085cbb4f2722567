/** The audit log's row of a change to a ledger itself, in the transaction of that change. */
import { v7 as uuidv7 } from "uuid";
import type { AuditEventInput } from "#lib/features/audit-log/types.ts";
import { storedActor } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { Connection } from "#lib/infra/db/pool.ts";

type AuditRow = Omit<AuditEventInput, "organisationId"> & Partial<Pick<AuditEventInput, "organisationId">>;

/** As `writeAuditEvent`, for what is done in SQL; of the installation, unless it says of which organisation. */
export async function writeAuditRow(connection: Connection, event: AuditRow): Promise<void> {
  const { organisationId = null, actor, action, subject, details } = event;
  await connection.query(
    `INSERT INTO audit_event (id, organisation_id, actor, action, subject, details) VALUES ($1, $2, $3, $4, $5, $6)`,
    [uuidv7(), organisationId, JSON.stringify(storedActor(actor)), action, subject, JSON.stringify(details)],
  );
}
