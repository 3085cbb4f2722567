/** The audit holds records of columns to what the ledger states of them, as it does those of bytes. */
import "#tests/support/environment.ts";
import "#tests/support/small-blocks.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { recordEvidence } from "#lib/features/evidence/intake/verbs/record-evidence.ts";
import { auditLedger } from "#lib/features/ledger/audit/verbs/audit-ledger.ts";
import { type Pool, pool } from "#lib/infra/db/pool.ts";
import { makeOrganisation } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { appendAll, ownerPool } from "#tests/support/ledger.ts";
import { auditAfter } from "./audit-rewritten.ts";

const RECORDS = 300;

describe("the audit of records of columns", () => {
  let owner: Pool;
  let ids: string[];

  before(async () => {
    await createTestDatabase();
    owner = ownerPool();
    const organisation = await makeOrganisation();
    const other = await makeOrganisation();
    const record = async (at: number) => {
      const { evidence } = await recordEvidence({
        actor: (at % 7 === 0 ? other : organisation).owner,
        submission: {
          ...{ type: "digest", sha256: new Uint8Array(32).fill(at), name: `contract "${at}".pdf` },
          ...(at % 2 === 0 ? { size: at + 1, mediaType: "text/plain" } : {}),
          ...(at % 3 === 0
            ? { second: { "sha3-256": new Uint8Array(32).fill(1), sm3: new Uint8Array(32).fill(2) } }
            : {}),
          ...(at % 5 === 0 ? { fields: { No: { type: "text", value: `HT-${at}` } } } : {}),
        },
      });
      return evidence.id;
    };
    ids = await Promise.all(Array.from({ length: RECORDS }, (_, at) => record(at)));
    await appendAll();
    const { rows } = await pool().query("SELECT count(*)::int AS n FROM evidence WHERE form IS NOT NULL");
    assert.equal(rows[0].n, RECORDS);
  });
  after(async () => {
    await owner.end();
    await dropTestDatabase();
  });

  it("finds nothing where nothing was changed", async () => {
    const { finding, counts } = await auditLedger({ ledger: "main" });
    assert.equal(finding, undefined);
    assert.ok(counts.entries >= RECORDS);
  });

  const one = "WHERE id = $1";
  const privateOne = "WHERE evidence_id = $1";
  for (const [what, table, sql] of [
    ["the name", "evidence_private", `UPDATE evidence_private SET name = 'other.pdf' ${privateOne}`],
    ["the digest", "evidence", `UPDATE evidence SET sha256 = sha256('x') ${one}`],
    ["a second digest", "evidence", `UPDATE evidence SET sm3 = sha256('x') ${one}`],
    ["the size", "evidence", `UPDATE evidence SET size = 17 ${one}`],
    ["the media type", "evidence_private", `UPDATE evidence_private SET media_type = 'text/html' ${privateOne}`],
    [
      "own fields",
      "evidence_private",
      `UPDATE evidence_private SET fields = replace(fields, 'HT', 'TH') ${privateOne}`,
    ],
    ["the record's salt", "evidence", `UPDATE evidence SET salt = set_byte(salt, 0, 255 - get_byte(salt, 0)) ${one}`],
    [
      "the details' salt",
      "evidence_private",
      `UPDATE evidence_private SET salt = set_byte(salt, 15, 255 - get_byte(salt, 15)) ${privateOne}`,
    ],
    ["the time", "evidence", `UPDATE evidence SET received_at = received_at - interval '1 ms' ${one}`],
    ["the submitter", "evidence", `UPDATE evidence SET submitter_id = id ${one}`],
    [
      "the form, for another's",
      "evidence",
      `UPDATE evidence SET form = (SELECT id FROM evidence_form ORDER BY id DESC LIMIT 1) ${one}`,
    ],
    ["whether details are there", "evidence_private", `DELETE FROM evidence_private ${privateOne}`],
    [
      "details, for none",
      "evidence_private",
      `UPDATE evidence_private SET name = '', fields = NULL, media_type = NULL, salt = NULL,
         digest = (SELECT sha256(details) FROM evidence_whole WHERE id = $1) ${privateOne}`,
    ],
    ["the form, for none", "evidence", `UPDATE evidence SET form = 1000 ${one}`],
    [
      "what a form says",
      "evidence_form",
      "UPDATE evidence_form SET submitter = submitter || '!' WHERE $1::uuid IS NOT NULL",
    ],
    [
      "that a form is there",
      "evidence_form",
      "DELETE FROM evidence_form WHERE id = (SELECT form FROM evidence WHERE id = $1)",
    ],
  ] as const) {
    it(`finds a change of ${what}`, async () => {
      const last = await pool().query("SELECT max(form) AS form FROM evidence");
      const { rows } = await pool().query(
        "SELECT id FROM evidence JOIN evidence_private ON evidence_id = id WHERE id = ANY ($1) AND fields IS NOT NULL AND sm3 IS NOT NULL AND media_type IS NOT NULL AND form <> $2 LIMIT 1",
        [ids, last.rows[0].form],
      );
      const { finding } = await auditAfter(owner, table, { sql, values: [rows[0].id] });
      assert.equal(finding?.table.startsWith("evidence") || finding?.check === "record", true, JSON.stringify(finding));
    });
  }
});
