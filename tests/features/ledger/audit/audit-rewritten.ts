/** Rewrites one row of a table as a superuser can, audits, and puts it back. */
import assert from "node:assert/strict";
import type { AuditCheck, Finding } from "#lib/features/ledger/audit/checks/finding.ts";
import { type AuditOptions, type AuditReport, auditLedger } from "#lib/features/ledger/audit/verbs/audit-ledger.ts";
import type { Pool } from "#lib/infra/db/pool.ts";
import { auditFinding, rewrite } from "#tests/support/ledger.ts";

/** Runs `sql` with triggers off, audits, and puts the whole table back. */
export async function auditAfter(
  owner: Pool,
  table: string,
  given: { sql: string; values?: unknown[]; audit?: AuditOptions; still?: AuditCheck | undefined },
): Promise<AuditReport> {
  const { sql, values = [], audit = { ledger: "main" }, still } = given;
  await owner.query(`CREATE TABLE saved AS SELECT * FROM ${table}`);
  try {
    await rewrite(owner, sql, values);
    return await auditLedger(audit);
  } finally {
    await rewrite(owner, `DELETE FROM ${table}`);
    const { rows } = await owner.query(
      `SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS columns FROM pg_attribute
       WHERE attrelid = $1::regclass AND attnum > 0 AND attgenerated = '' AND NOT attisdropped`,
      [table],
    );
    const { columns } = rows[0];
    await rewrite(owner, `INSERT INTO ${table} (${columns}) OVERRIDING SYSTEM VALUE SELECT ${columns} FROM saved`);
    await owner.query("DROP TABLE saved");
    assert.equal((await auditFinding())?.check, still, "put back");
  }
}

export function where(finding: Finding | undefined): string {
  return finding ? `${finding.check} ${finding.table}.${finding.column} ${JSON.stringify(finding.key)}` : "nothing";
}
