/** Sending what is still unsent of the audit log. docs/decisions/0080 */
import { type AuditLine, auditLine } from "#lib/core/audit-log/day.ts";
import { PLATFORM } from "#lib/features/evidence/records/types.ts";
import { type Connection, pool, transaction } from "#lib/infra/db/pool.ts";
import { otlpLogs, sendOtlp } from "#lib/infra/siem/otlp.ts";
import { sendSyslog, syslogMessage } from "#lib/infra/siem/syslog.ts";
import type { Target } from "../types.ts";

const ROWS_TOGETHER = 500;
const TIMEOUT_MS = 20_000;
const VERSION = PLATFORM.slice(PLATFORM.indexOf("/") + 1);

/** From now on rows are noted, or not any more and what was is forgotten. */
export async function noteStream(isOn: boolean): Promise<void> {
  if (isOn) await pool().query("INSERT INTO audit_stream (id) VALUES (1) ON CONFLICT DO NOTHING");
  else await transaction(pool(), async (connection) => await forget(connection));
}

async function forget(connection: Connection): Promise<void> {
  const { rowCount } = await connection.query("DELETE FROM audit_stream");
  if (rowCount) await connection.query("DELETE FROM audit_unsent");
}

type Row = Omit<AuditLine, "at"> & { at: Date };

/**
 * Sends the next rows. They are unsent until the other side has taken them: what breaks off is sent again, so that a row may arrive twice,
 * with the same id, and none is left out.
 *
 * @returns how many were sent. @throws what the other side or the way to it does
 */
export async function sendUnsent(
  target: Target,
  { host, signal }: { host: string; signal: AbortSignal },
): Promise<number> {
  return await transaction(pool(), async (connection) => {
    // Of several workers each sends others.
    const { rows } = await connection.query<Row>(
      `SELECT e.id, e.at, e.organisation_id AS organisation, e.actor, e.action, e.subject, e.details
       FROM audit_unsent u JOIN audit_event e ON e.id = u.event_id
       ORDER BY u.event_id LIMIT $1 FOR UPDATE OF u SKIP LOCKED`,
      [ROWS_TOGETHER],
    );
    if (rows.length === 0) return 0;
    const lines = rows.map(({ at, ...row }) => ({
      ...{ at, kind: row.action, id: row.id },
      text: auditLine({ ...row, at: at.toISOString() }),
    }));
    if (target.kind === "otlp")
      await sendOtlp(otlpLogs(lines, { version: VERSION, host }), { ...target, signal, timeoutMs: TIMEOUT_MS });
    else {
      const messages = lines.map((line) => syslogMessage(line, host));
      await sendSyslog(messages, { ...target, signal, timeoutMs: TIMEOUT_MS });
    }
    await connection.query("DELETE FROM audit_unsent WHERE event_id = ANY ($1::uuid[])", [rows.map(({ id }) => id)]);
    return rows.length;
  });
}
