/** Binding the next day of the audit log that is over, and recording it. docs/decisions/0079 */

import { utf8 } from "#lib/core/text/bytes.ts";
import { recordOwnDigest } from "#lib/features/evidence/verifier-file/verbs/record-own-digest.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { pool, transaction } from "#lib/infra/db/pool.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { makeStatements } from "../checks/make-statements.ts";
import { dayRecordKey, findBeginning, findLastDay, findLastPart, findUnrecorded } from "../rows.ts";
import { DAY_MS, SETTLED_MS } from "../types.ts";

/** Also says that nothing is to be done: another worker bound it. */
const UNIQUE_VIOLATION = "23505";

/** @returns the day that was bound; undefined where none is over that is not bound */
export async function bindDay(now: Date = new Date()): Promise<string | undefined> {
  const last = await findLastDay();
  const beginning = last === undefined ? await findBeginning() : undefined;
  if (last === undefined && beginning === undefined) return undefined;
  const start = last === undefined ? dayOf(beginning as Date) : dayOf(new Date(Date.parse(last.day) + DAY_MS));
  if (Date.parse(start) + DAY_MS + SETTLED_MS > now.getTime()) return undefined;
  const made = await makeStatements({ day: start, previous: last?.statement, previousOf: findLastPart });
  try {
    await transaction(pool(), async (connection) => {
      await connection.query("INSERT INTO audit_day (day, statement) VALUES ($1, $2)", [start, made.statement]);
      await connection.query(
        `INSERT INTO audit_day_part (day, position, organisation_id, statement)
         SELECT $1, place - 1, organisation_id, statement
         FROM unnest($2::uuid[], $3::text[]) WITH ORDINALITY AS part (organisation_id, statement, place)`,
        [start, made.parts.map(({ organisationId }) => organisationId), made.parts.map(({ statement }) => statement)],
      );
    });
  } catch (error) {
    if ((error as { code?: unknown }).code !== UNIQUE_VIOLATION) throw error;
  }
  return start;
}

/**
 * Records the first bound day that has no record, for the organisation that runs the installation.
 *
 * @returns its day; undefined where all are recorded, or nobody runs the installation yet
 */
export async function recordDay(): Promise<string | undefined> {
  const operating = await prisma().organisation.findFirst({ where: { operates: true }, select: { id: true } });
  const found = operating ? await findUnrecorded(operating.id) : undefined;
  if (!operating || !found) return undefined;
  const name = `Audit log ${found.day}`;
  await recordOwnDigest(operating.id as OrganisationId, {
    ...{ content: utf8(found.statement), name: `${name}.json`, keyName: name, mediaType: "application/json" },
    idempotencyKey: dayRecordKey(found.day),
  });
  return found.day;
}

function dayOf(time: Date): string {
  return time.toISOString().slice(0, "2026-01-01".length);
}
