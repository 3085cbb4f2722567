import { randomBytes } from "node:crypto";
import { encodeStatusStatement, STATUS_V1, statusSubject } from "#lib/core/certificate/status.ts";
import { fromUtf8, toBase64, utf8 } from "#lib/core/text/bytes.ts";
import type { AuditActor, AuditEventInput } from "#lib/features/audit-log/types.ts";
import { storedActor } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { writeAuditRows } from "#lib/features/audit-log/verbs/write-audit-row.ts";
import type { Reach } from "#lib/gate/actor.ts";
import { inUnits } from "#lib/gate/reach.ts";
import type { Connection } from "#lib/infra/db/pool.ts";
import { changedStatuses } from "../rows.ts";
import {
  type CertificateState,
  type ChangeOutcome,
  mayBecome,
  STATUS_CHANNEL,
  type StatusChange,
  stateAfter,
} from "../types.ts";

const SALT_BYTES = 16;
const ACTIONS = {
  suspended: "certificate.suspend",
  resumed: "certificate.resume",
  revoked: "certificate.revoke",
  superseded: "certificate.supersede",
} as const satisfies Record<StatusChange, AuditEventInput["action"]>;

/** What is asked for: the same change of each of them. */
export interface StatusChanges {
  actor: AuditActor;
  /** In which they are. */
  reach: Reach;
  /** `by`: the certificate that takes its place. */
  certificates: readonly { id: string; by?: string | undefined }[];
  state: StatusChange;
  /** One line. */
  reason: string;
}

type LockedRow = { id: string; issuerId: string; list: number; leaf: string };

interface Change extends LockedRow {
  number: number;
  by?: string | undefined;
}

/**
 * Changes what may be changed, in the caller's transaction, which then holds the certificates until it ends. From its commit on the lists
 * say so; the worker records each change.
 *
 * @returns in the order of `certificates`
 */
export async function insertStatuses(connection: Connection, asked: StatusChanges): Promise<ChangeOutcome[]> {
  const { certificates, reach, state } = asked;
  const ids = certificates.map(({ id }) => id);
  const locked = await lockCertificates(connection, { ids, reach });
  const current = await changedStatuses(ids, connection);
  const numbers = await lastNumbers(connection, ids);
  const changes: Change[] = [];
  const named = new Set<string>();
  const outcomes = certificates.map(({ id, by }): ChangeOutcome => {
    const row = locked.get(id);
    if (!row) return { id, outcome: "absent" };
    // Of one that is named twice the first change counts: two would be the same step of its life.
    if (named.has(id)) return { id, outcome: "refused" };
    named.add(id);
    const before = current.get(id);
    const stands = before?.state ?? "valid";
    if (isSame({ stands, replacement: before?.replacement }, { state, by }))
      return { id, outcome: "unchanged", state: stands };
    if (!mayBecome(stands, state)) return { id, outcome: "refused", state: stands };
    changes.push({ ...row, number: (numbers.get(id) ?? 0) + 1, by });
    return { id, outcome: "changed", state: stateAfter(state) };
  });
  if (changes.length > 0) await write(connection, { asked, changes });
  return outcomes;
}

function isSame(
  before: { stands: CertificateState; replacement: string | undefined },
  { state, by }: { state: StatusChange; by?: string | undefined },
): boolean {
  return before.stands === stateAfter(state) && before.replacement === by;
}

/** Holds them until the transaction ends; in the order of their ids, so that no two who change the same ones wait for each other. */
export async function lockCertificates(
  connection: Connection,
  { ids, reach: { organisationId, units } }: { ids: readonly string[]; reach: Reach },
): Promise<Map<string, LockedRow>> {
  const { rows } = await connection.query<LockedRow>(
    `SELECT id, issuer_id AS "issuerId", status_list AS list, leaf FROM certificate
     WHERE id = ANY($1::uuid[]) AND organisation_id = $2 AND ${inUnits("unit_id", "$3")} ORDER BY id FOR NO KEY UPDATE`,
    [ids, organisationId, units],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

async function lastNumbers(connection: Connection, ids: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await connection.query<{ id: string; number: number }>(
    `SELECT certificate_id AS id, max(number) AS number FROM certificate_status
     WHERE certificate_id = ANY($1::uuid[]) GROUP BY certificate_id`,
    [ids],
  );
  return new Map(rows.map(({ id, number }) => [id, number]));
}

async function write(
  connection: Connection,
  { asked, changes }: { asked: StatusChanges; changes: readonly Change[] },
): Promise<void> {
  const { actor, reach, state, reason } = asked;
  const { organisationId } = reach;
  const at = new Date();
  const written = changes.map((change) => ({ ...change, ...stated(change, { asked, at }) }));
  await noteLists(connection, { changes, at });
  await connection.query(
    `INSERT INTO certificate_status (certificate_id, number, state, at, reason, replacement, actor, statement, subject,
       issuer_id, status_list, status_index, list_change)
     SELECT n.id, n.number, $3, $4, $5, n.by, $6, n.statement, n.subject, c.issuer_id, c.status_list, c.status_index, l.changes
     FROM unnest($1::uuid[], $2::integer[], $7::uuid[], $8::text[], $9::bytea[]) AS n (id, number, by, statement, subject)
     JOIN certificate c ON c.id = n.id
     JOIN status_list_change l ON l.issuer_id = c.issuer_id AND l.number = c.status_list`,
    [
      written.map(({ id }) => id),
      written.map(({ number }) => number),
      ...[state, at, reason, JSON.stringify(storedActor(actor))],
      written.map(({ by }) => by ?? null),
      written.map(({ statement }) => statement),
      written.map(({ subject }) => subject),
    ],
  );
  const toEvent = ({ id, by }: Change): AuditEventInput => {
    const details = { reason, ...(by === undefined ? {} : { replacement: by }) };
    return { actor, organisationId, action: ACTIONS[state], subject: id, details };
  };
  await writeAuditRows(connection, changes.map(toEvent));
  await connection.query("SELECT pg_notify($1, '')", [STATUS_CHANNEL]);
}

/** The statement that is recorded, and the name by which whoever holds the certificate finds it. */
function stated(
  { id, leaf, by }: Change,
  { asked: { state, reason }, at }: { asked: StatusChanges; at: Date },
): { statement: string; subject: Buffer } {
  const bytes = encodeStatusStatement({
    ...{ status: STATUS_V1, certificate: id, state, at: at.toISOString(), salt: toBase64(randomBytes(SALT_BYTES)) },
    ...(reason === "" ? {} : { reason }),
    ...(by === undefined ? {} : { replacement: by }),
  });
  const statement = fromUtf8(bytes);
  if (statement === undefined) throw new Error("A statement is no text.");
  return { statement, subject: Buffer.from(statusSubject(utf8(leaf)), "base64") };
}

/**
 * Each list has one change more. They are held until the transaction ends, so that whoever reads a change has those before it; in their order,
 * so that no two who change several wait for each other.
 */
async function noteLists(
  connection: Connection,
  { changes, at }: { changes: readonly Change[]; at: Date },
): Promise<void> {
  const lists = [...new Map(changes.map((change) => [`${change.issuerId}/${change.list}`, change])).values()];
  await connection.query(
    `INSERT INTO status_list_change AS s (issuer_id, number, changes, changed_at)
     SELECT issuer_id, number, 1, $3 FROM unnest($1::uuid[], $2::integer[]) AS l (issuer_id, number) ORDER BY issuer_id, number
     ON CONFLICT (issuer_id, number) DO UPDATE SET changes = s.changes + 1, changed_at = greatest(s.changed_at, excluded.changed_at)`,
    [lists.map(({ issuerId }) => issuerId), lists.map(({ list }) => list), at],
  );
}
