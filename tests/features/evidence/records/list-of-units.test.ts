/** Searches of a branch over what all branches share: they come to their end, and no cursor says what is recorded elsewhere. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { listEvidenceIds } from "#lib/features/evidence/records/rows/list.ts";
import { LABELLED_ROWS_MAX } from "#lib/features/evidence/records/types.ts";
import type { Reach } from "#lib/gate/actor.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { makeOrganisation } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { insertingEvidence } from "#tests/support/evidence-rows.ts";
import { ownerPool } from "#tests/support/ledger.ts";
import { makeUnit } from "#tests/support/units.ts";

const owner = ownerPool();
const MANY = LABELLED_ROWS_MAX + 500;
/** Each millisecond has so many. */
const TOGETHER = 7;
/** Every so many records one is of the branch that searches. */
const EVERY = 5_001;
let mine: Reach;
/** Of that branch, the oldest first. */
let own: string[];

before(async () => {
  await createTestDatabase();
  const bank = await makeOrganisation();
  const [here, there] = [await makeUnit(bank.owner, "Here"), await makeUnit(bank.owner, "There")];
  mine = { organisationId: bank.id, units: [here] };
  await owner.query("ALTER TABLE evidence DISABLE TRIGGER evidence_waits");
  await owner.query(
    insertingEvidence(
      "id, organisation_id, ledger, type, sha256, record, content_kept, received_at, kind, unit_id",
      `SELECT (lpad(to_hex(1700000000000 + i / ${TOGETHER}), 12, '0') || '7' || lpad(to_hex(i % ${TOGETHER}), 3, '0') || '8' || substr(md5(i::text), 1, 15))::uuid AS id,
         $1::uuid AS organisation_id, 'main' AS ledger, 'digest' AS type, sha256(i::text::bytea) AS sha256, 'loan' AS name, 'r'::bytea AS record,
         convert_to('{}', 'UTF8') AS details, false AS content_kept, to_timestamp(1700000000 + i / ${TOGETHER} / 1000.0) AS received_at,
         'content' AS kind, CASE WHEN i % ${EVERY} = 1 THEN $2 ELSE $3 END::uuid AS unit_id
       FROM generate_series(1, $4::bigint) i`,
    ),
    [bank.id, here, there, MANY],
  );
  await owner.query("ALTER TABLE evidence ENABLE TRIGGER evidence_waits");
  await owner.query("INSERT INTO tag (organisation_id, label) VALUES ($1, 'loan')", [bank.id]);
  await owner.query(
    "INSERT INTO evidence_tag (organisation_id, evidence_id, label) SELECT organisation_id, id, 'loan' FROM evidence",
  );
  const { rows } = await pool().query<{ id: string }>("SELECT id FROM evidence WHERE unit_id = $1 ORDER BY id", [here]);
  own = rows.map(({ id }) => id);
});
after(async () => {
  await owner.end();
  await dropTestDatabase();
});

test("every own record is on a page in either direction, and no cursor is another branch's record", async () => {
  assert.equal(own.length, 3);
  const cursors: string[] = [];
  const walk = async (direction: "older" | "newer", from: { older?: string; newer?: string }) => {
    const found: string[] = [];
    for (let cursor = from; ; ) {
      const page = await listEvidenceIds({ reach: mine, filter: { tag: "loan" }, cursor, limit: 2 });
      found.push(...(direction === "older" ? page.ids : page.ids.toReversed()));
      cursors.push(...[page.older, page.newer].filter((each) => each !== undefined));
      const next = page[direction];
      if (next === undefined) return found;
      cursor = { [direction]: next };
    }
  };
  assert.deepEqual(await walk("older", {}), own.toReversed());
  assert.deepEqual(await walk("newer", { newer: own[0] as string }), own.slice(1));
  const { rows } = await pool().query<{ id: string }>("SELECT id FROM evidence WHERE id = ANY ($1::uuid[])", [cursors]);
  assert.ok(cursors.length > rows.length, "some page ended between two records");
  for (const { id } of rows) assert.ok(own.includes(id), id);
});
