import type { OrganisationId } from "#lib/gate/actor.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { MONTHS_MAX, type MonthUsage, type OrganisationUsage, type Usage } from "./types.ts";

const COLUMNS = `to_char(u.month, 'YYYY-MM') AS month, u.records::float8 AS records, u.bytes::float8 AS bytes,
  u.mails::float8 AS mails, u.certificates::float8 AS certificates`;

/** Newest month first; months without anything are left out. */
export async function readUsage(organisationId: OrganisationId): Promise<Usage<MonthUsage>> {
  const { rows } = await pool().query<MonthUsage>(
    `SELECT ${COLUMNS} FROM usage_month u WHERE u.organisation_id = $1 ORDER BY u.month DESC LIMIT $2`,
    [organisationId, MONTHS_MAX],
  );
  return { rows, until: await readUntil() };
}

/** Of all organisations in a month but those that try things out, those first that recorded most. @param after cursor: how many were read before */
export async function readUsageOfAll(
  month: string,
  { after, limit }: { after: number; limit: number },
): Promise<Usage<OrganisationUsage>> {
  const { rows } = await pool().query<OrganisationUsage>(
    `SELECT u.organisation_id AS "organisationId", o.name, ${COLUMNS}
     FROM usage_month u JOIN organisation o ON o.id = u.organisation_id JOIN ledger l ON l.name = o.ledger AND NOT l.is_test
     WHERE u.month = $1 ORDER BY u.records DESC, u.organisation_id OFFSET $2 LIMIT $3`,
    [`${month}-01`, after, limit],
  );
  return { rows, until: await readUntil() };
}

async function readUntil(): Promise<string | undefined> {
  const { rows } = await pool().query<{ until: Date }>("SELECT until FROM usage_counted");
  return rows[0]?.until.toISOString();
}
