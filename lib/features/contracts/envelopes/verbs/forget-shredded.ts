import { pool } from "#lib/infra/db/pool.ts";

const FORGET = `UPDATE contract_version v SET content = NULL FROM contract_envelope e
  WHERE v.content IS NOT NULL AND e.id = v.envelope_id AND e.organisation_id IN (
    SELECT organisation_id FROM organisation_key GROUP BY organisation_id HAVING bool_and(wrapped IS NULL))`;

/** Documents that are out for signing go with the keys of their organisation, as all of its contents do. @returns how many */
export async function forgetShredded(): Promise<number> {
  return (await pool().query(FORGET)).rowCount ?? 0;
}
