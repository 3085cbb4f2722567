import type { AuditDetails, StoredActor } from "#lib/features/audit-log/types.ts";
import { writeStored } from "#lib/features/audit-log/verbs/write-audit-row.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { type Connection, pool, transaction } from "#lib/infra/db/pool.ts";

interface Untold {
  id: string;
  area: string;
  organisationId: OrganisationId;
  actor: StoredActor;
  lines: bigint;
  toldLines: bigint;
}

/**
 * One row of the audit log for all lines of a bulk that none tells of yet, with the range of what they made. Whoever sent them tells so at
 * their end; the worker does for those whose process died.
 *
 * @param options complete: the bulk's body came to its end
 */
export async function tellBulk(id: string, { complete = false } = {}): Promise<void> {
  await transaction(pool(), async (connection) => {
    await connection.query("SELECT FROM bulk WHERE id = $1 FOR UPDATE", [id]);
    const { rows } = await connection.query<Untold>(
      `UPDATE bulk b SET told_lines = b.lines, complete = b.complete OR $2 FROM bulk before WHERE b.id = $1 AND before.id = b.id
       RETURNING b.id, b.area, b.organisation_id AS "organisationId", b.actor, b.lines, before.told_lines AS "toldLines"`,
      [id, complete],
    );
    const [bulk] = rows;
    if (bulk && bulk.toldLines < bulk.lines) await tell(connection, bulk);
  });
}

async function tell(connection: Connection, { id, area, organisationId, actor, lines, toldLines }: Untold) {
  const { rows } = await connection.query<{ refused: number }>(
    "SELECT coalesce(sum(refused), 0)::integer AS refused FROM bulk_answer WHERE bulk_id = $1 AND first > $2",
    [id, toldLines],
  );
  const [first, last] = [
    await idAt(connection, { id, toldLines }, "ASC"),
    await idAt(connection, { id, toldLines }, "DESC"),
  ];
  const range: AuditDetails = first && last ? { first, last } : {};
  const details = { area, from: Number(toldLines) + 1, to: Number(lines), refused: rows[0]?.refused ?? 0, ...range };
  await writeStored(connection, [{ actor, organisationId, action: "bulk.record", subject: id, details }]);
}

/** The first or the last id that the lines made: they stand in the answers in their order. */
async function idAt(
  connection: Connection,
  { id, toldLines }: Pick<Untold, "id" | "toldLines">,
  order: "ASC" | "DESC",
): Promise<string | undefined> {
  const { rows } = await connection.query<{ answers: string }>(
    `SELECT answers FROM bulk_answer WHERE bulk_id = $1 AND first > $2 AND refused < lines ORDER BY first ${order} LIMIT 1`,
    [id, toldLines],
  );
  const answered = (rows[0]?.answers ?? "").split("\n").filter((line) => /^\{"line":\d+,"id":"/.test(line));
  const line = order === "ASC" ? answered[0] : answered.at(-1);
  return line === undefined ? undefined : (JSON.parse(line) as { id: string }).id;
}
