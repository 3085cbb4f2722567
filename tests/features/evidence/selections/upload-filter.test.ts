/** What was chosen together is found together, and the mark is no part of what is recorded. */
import "#tests/support/api-configuration.ts";
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { v4 as uuidv4 } from "uuid";
import { toHex } from "#lib/core/text/bytes.ts";
import { pageQuery } from "#lib/features/evidence/records/rows/list.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { whole } from "#lib/gate/reach.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { at, callJson } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { findWhole } from "#tests/support/whole-evidence.ts";

const RECORD = at("/api/v1/evidence").POST;
const LIST = at("/api/v1/evidence").GET;
const UPLOAD = at("/api/v1/uploads").PUT;

describe("files that were chosen together", () => {
  let ours: TestOrganisation;
  let theirs: TestOrganisation;
  before(async () => {
    await createTestDatabase();
    [ours, theirs] = [await makeOrganisation(), await makeOrganisation()];
  });
  after(() => dropTestDatabase());
  const headers = ({ apiKey }: TestOrganisation) => ({ authorization: `Bearer ${apiKey.secret}` });

  it("are found together, files and digests, in their own organisation alone", async () => {
    const upload = uuidv4();
    const digest = (by: TestOrganisation, more: object) =>
      callJson(RECORD, { headers: headers(by), body: { sha256: toHex(randomBytes(32)), name: "a", ...more } });
    const file = (query: Record<string, string>) =>
      callJson(UPLOAD, { headers: headers(ours), query: { name: "b", ...query }, body: randomBytes(20) });
    const mine = [await digest(ours, { upload }), await file({ upload })].map(({ body }) => body.id);
    await digest(theirs, { upload });
    await digest(ours, {});
    await digest(ours, { upload: uuidv4() });
    await file({});
    const { body } = await callJson(LIST, { headers: headers(ours), query: { upload } });
    assert.deepEqual(body.evidence.map(({ id }: { id: string }) => id).sort(), mine.sort());
    const { record, details } = await findWhole(mine[0]);
    for (const bytes of [record, details]) assert.ok(!Buffer.from(bytes).includes(upload), "no part of the claim");
  });

  it("are recorded once for one key, whatever the mark of the attempt", async () => {
    const body = { sha256: toHex(randomBytes(32)), name: "a" };
    const keyed = { ...headers(ours), "idempotency-key": "k1" };
    const first = await callJson(RECORD, { headers: keyed, body: { ...body, upload: uuidv4() } });
    const again = await callJson(RECORD, { headers: keyed, body: { ...body, upload: uuidv4() } });
    assert.deepEqual([first.status, again.status, again.body.id], [201, 200, first.body.id]);
  });

  it("a mark that is no UUID is refused", async () => {
    const body = { sha256: toHex(randomBytes(32)), name: "a", upload: "mine" };
    const { status, body: problem } = await callJson(RECORD, { headers: headers(ours), body });
    assert.deepEqual([status, problem.code, problem.field], [400, "invalid_field", "upload"]);
  });

  it("are looked for by the index", async () => {
    const asked = { reach: whole(ours.id as OrganisationId), filter: { upload: uuidv4() }, cursor: {}, limit: 50 };
    const { text, values } = pageQuery(asked);
    const client = await pool().connect();
    try {
      await client.query("BEGIN; SET LOCAL enable_seqscan = off");
      const { rows } = await client.query<{ "QUERY PLAN": string }>(`EXPLAIN ${text}`, values);
      assert.match(rows.map((row) => row["QUERY PLAN"]).join("\n"), /evidence_upload_idx/);
      await client.query("ROLLBACK");
    } finally {
      client.release();
    }
  });
});
