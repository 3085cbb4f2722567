/** Who submitted a record is told only by details that are the record's own. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { v7 as uuidv7 } from "uuid";
import { parseRecord } from "#lib/core/claim/record.ts";
import { sha256, toBase64, utf8 } from "#lib/core/text/bytes.ts";
import { canonicalJson } from "#lib/core/text/canonical-json.ts";
import { recordEvidence } from "#lib/features/evidence/intake/verbs/record-evidence.ts";
import { readListPage } from "#lib/features/evidence/records/rows/list-page.ts";
import { findSubmitters } from "#lib/features/evidence/records/rows/submitters.ts";
import { whole } from "#lib/gate/reach.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { insertingEvidence } from "#tests/support/evidence-rows.ts";
import { ownerPool } from "#tests/support/ledger.ts";

const owner = ownerPool();
let ours: TestOrganisation;

before(async () => {
  await createTestDatabase();
  ours = await makeOrganisation();
});
after(async () => {
  await owner.end();
  await dropTestDatabase();
});

/** A copy of a record under a new id, with other private details, which its record binds or does not. */
async function insertWith(details: string, { bound }: { bound: boolean }): Promise<string> {
  const submission = { type: "digest", sha256: new Uint8Array(32), name: "contract.pdf" } as const;
  const { evidence } = await recordEvidence({ actor: ours.owner, submission });
  const { rows } = await owner.query("SELECT * FROM evidence_whole WHERE id = $1", [evidence.id]);
  const id = uuidv7();
  const parsed = parseRecord(rows[0].record.toString());
  assert.ok(parsed);
  const record = { ...parsed, id };
  if (bound) record.details = toBase64(sha256(utf8(details)));
  await owner.query(
    insertingEvidence(
      "id, organisation_id, ledger, type, sha256, record, content_kept, received_at",
      `SELECT $1::uuid AS id, organisation_id, ledger, type, sha256, name, $2::bytea AS record, $3::bytea AS details, content_kept, received_at
       FROM evidence_whole WHERE id = $4`,
    ),
    [id, Buffer.from(canonicalJson(record)), Buffer.from(details), evidence.id],
  );
  return id;
}

test("details that were altered, and details of a form unknown here, are told apart and from who is gone", async () => {
  const actor = { id: ours.owner.userId, kind: "user" };
  const later = await insertWith(canonicalJson({ actor, details: "sealbook.details/v9", mood: "fine" }), {
    bound: true,
  });
  const altered = await insertWith(canonicalJson({ actor, details: "sealbook.details/v1" }), { bound: false });
  const submission = { type: "digest", sha256: new Uint8Array(32), name: "contract.pdf" } as const;
  const { evidence } = await recordEvidence({ actor: ours.owner, submission });
  const found = await findSubmitters(whole(ours.id), [later, altered, evidence.id]);
  assert.deepEqual(found.get(later), { kind: "unreadable" });
  assert.deepEqual(found.get(altered), { kind: "altered" });
  assert.deepEqual(found.get(evidence.id), { kind: "user", name: "Owner" });
});

test("the page of the list has a submitter for each record", async () => {
  const { rows, submitterChoices } = await readListPage({ reach: whole(ours.id), filter: {}, cursor: {} });
  assert.deepEqual(rows.map(({ who }) => who.kind).sort(), ["altered", "unreadable", "user", "user", "user"]);
  assert.ok(submitterChoices.some(({ id }) => id === ours.owner.userId));
  assert.deepEqual((await readListPage({ reach: whole(ours.id), filter: undefined, cursor: {} })).rows, []);
});
