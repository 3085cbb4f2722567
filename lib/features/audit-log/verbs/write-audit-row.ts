/** Writing the audit log from SQL: in the transaction of the change it tells of, or not at all. */
import { v7 as uuidv7 } from "uuid";
import type { Connection } from "#lib/infra/db/pool.ts";
import type { AuditEventInput, StoredActor } from "../types.ts";
import { storedActor } from "./write-audit-event.ts";

type AuditRow = Omit<AuditEventInput, "organisationId"> & Partial<Pick<AuditEventInput, "organisationId">>;

/** As `writeAuditEvent`, for what is done in SQL; of the installation, unless it says of which organisation. */
export async function writeAuditRow(connection: Connection, event: AuditRow): Promise<void> {
  await writeAuditRows(connection, [event]);
}

/** One row each of what is done to many at once, in one statement. */
export async function writeAuditRows(connection: Connection, events: readonly AuditRow[]): Promise<void> {
  await writeStored(
    connection,
    events.map(({ actor, ...event }) => ({ ...event, actor: storedActor(actor) })),
  );
}

type StoredRow = Omit<AuditRow, "actor"> & { actor: StoredActor };

/** Of what was done by somebody who is not there any more, as they were kept. */
export async function writeStored(connection: Connection, events: readonly StoredRow[]): Promise<void> {
  await connection.query(
    `INSERT INTO audit_event (id, organisation_id, actor, action, subject, details)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::jsonb[], $4::text[], $5::text[], $6::jsonb[])`,
    [
      events.map(() => uuidv7()),
      events.map(({ organisationId = null }) => organisationId),
      events.map(({ actor }) => JSON.stringify(actor)),
      events.map(({ action }) => action),
      events.map(({ subject }) => subject),
      events.map(({ details }) => JSON.stringify(details)),
    ],
  );
}
