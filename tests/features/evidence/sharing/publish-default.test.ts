/** Whether new records have a public page is the organisation's to say, however they come in, and never looks back. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { updateOrganisation } from "#lib/features/accounts/organisations/verbs/update-organisation.ts";
import { recordEvidence } from "#lib/features/evidence/intake/verbs/record-evidence.ts";
import { lookUpDigest } from "#lib/features/evidence/records/rows/evidence.ts";
import { findShareAccess, readSharing } from "#lib/features/evidence/sharing/rows/sharing.ts";
import { setPublicPage } from "#lib/features/evidence/sharing/verbs/share-record.ts";
import type { ApiKeyActor, MemberActor } from "#lib/gate/actor.ts";
import { whole } from "#lib/gate/reach.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";

let ours: TestOrganisation;
let digest = 0;

before(async () => {
  await createTestDatabase();
  ours = await makeOrganisation();
});
after(() => dropTestDatabase());

async function record(actor: MemberActor): Promise<{ id: string; sha256: Uint8Array<ArrayBuffer> }> {
  const sha256 = new Uint8Array(32).fill(++digest);
  const { evidence } = await recordEvidence({ actor, submission: { type: "digest", sha256, name: "contract.pdf" } });
  return { id: evidence.id, sha256 };
}

async function publishRecords(on: boolean): Promise<void> {
  const settings = { name: ours.name, keepContent: true, publicLookup: true, publishRecords: on, alsoSm3: false };
  assert.deepEqual(await updateOrganisation({ actor: ours.owner, settings }), { changed: true });
}

const key = (): ApiKeyActor => ({
  kind: "api-key",
  apiKeyId: ours.apiKey.id,
  organisationId: ours.id,
  scopes: ["evidence:write"],
  units: null,
  address: "192.0.2.1",
});

test("an organisation that publishes none by itself: a user's and a key's records are closed from the first moment", async () => {
  const open = await record(ours.owner);
  await publishRecords(false);
  for (const actor of [ours.owner, key()]) {
    const { id, sha256 } = await record(actor);
    assert.deepEqual(await findShareAccess({ evidenceId: id }), { access: "absent" });
    assert.deepEqual(await lookUpDigest(sha256), []);
    const { public: on, events } = await readSharing(whole(ours.id), id);
    assert.equal(on, false);
    assert.deepEqual(
      events.map(({ kind, by }) => [kind, by]),
      [["unpublished", undefined]],
    );
  }
  assert.deepEqual(
    await findShareAccess({ evidenceId: open.id }),
    { access: "public" },
    "what was recorded before stays as it was",
  );
  await publishRecords(true);
});

test("a closed record is opened on its own page, and closed again by its user", async () => {
  await publishRecords(false);
  const { id } = await record(ours.owner);
  await publishRecords(true);
  assert.deepEqual(
    await findShareAccess({ evidenceId: id }),
    { access: "absent" },
    "the setting is not looked up afterwards",
  );
  assert.deepEqual(await setPublicPage({ actor: ours.owner, evidenceId: id, on: true }), { public: true });
  assert.deepEqual(await findShareAccess({ evidenceId: id }), { access: "public" });
  assert.deepEqual(await setPublicPage({ actor: ours.owner, evidenceId: id, on: false }), { public: false });
  const { events } = await readSharing(whole(ours.id), id);
  assert.deepEqual(
    events.map(({ kind, by }) => [kind, by]),
    [
      ["unpublished", undefined],
      ["published", "Owner"],
      ["withdrawn", "Owner"],
    ],
  );
});

test("the change of the setting is in the audit log", async () => {
  const { rows } = await pool().query(
    "SELECT details FROM audit_event WHERE organisation_id = $1 AND action = 'organisation.update' ORDER BY id LIMIT 1",
    [ours.id],
  );
  assert.deepEqual(rows[0]?.details, { publishRecordsBefore: true, publishRecords: false });
});

test("the database takes a row of nobody's making for nothing but a record's first one, and a closed one", async () => {
  const { id } = await record(ours.owner);
  const insert = (number: number, on: boolean) =>
    pool().query("INSERT INTO evidence_publication (evidence_id, number, public) VALUES ($1, $2, $3)", [
      id,
      number,
      on,
    ]);
  await assert.rejects(insert(1, true), /evidence_publication_of_setting/);
  await assert.rejects(insert(2, false), /evidence_publication_of_setting/);
});
