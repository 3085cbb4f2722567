/** Writing the audit log from SQL: in the transaction of the change it tells of, or not at all. */
import { v7 as uuidv7 } from "uuid";
import type { Connection } from "#lib/infra/db/pool.ts";
import type { AuditEventInput } from "../types.ts";
import { storedActor } from "./write-audit-event.ts";

type AuditRow = Omit<AuditEventInput, "organisationId"> & Partial<Pick<AuditEventInput, "organisationId">>;

/** As `writeAuditEvent`, for what is done in SQL; of the installation, unless it says of which organisation. */
export async function writeAuditRow(connection: Connection, event: AuditRow): Promise<void> {
  const { organisationId = null, actor, action, subject, details } = event;
  await connection.query(
    `INSERT INTO audit_event (id, organisation_id, actor, action, subject, details) VALUES ($1, $2, $3, $4, $5, $6)`,
    [uuidv7(), organisationId, JSON.stringify(storedActor(actor)), action, subject, JSON.stringify(details)],
  );
}
