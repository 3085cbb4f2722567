/** Before files are recorded: which of their contents the organisation has recorded already. */
import "#tests/support/api-configuration.ts";
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { toHex } from "#lib/core/text/bytes.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { at, callJson } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";

const RECORD = at("/api/v1/evidence").POST;
const KNOWN = at("/api/v1/evidence/known").POST;
const digest = () => toHex(randomBytes(32));

describe("contents that were recorded before", () => {
  let ours: TestOrganisation;
  let theirs: TestOrganisation;
  before(async () => {
    await createTestDatabase();
    [ours, theirs] = [await makeOrganisation(), await makeOrganisation()];
  });
  after(() => dropTestDatabase());

  const headers = ({ apiKey }: TestOrganisation) => ({ authorization: `Bearer ${apiKey.secret}` });
  const record = async (by: TestOrganisation, sha256: string): Promise<string> =>
    (await callJson(RECORD, { headers: headers(by), body: { sha256, name: "a" } })).body.id;
  const known = (sha256: unknown) => callJson(KNOWN, { headers: headers(ours), body: { sha256 } });

  it("are named with their newest record, and nobody else's are", async () => {
    const [twice, once, foreign, fresh] = [digest(), digest(), digest(), digest()];
    await record(ours, twice);
    const newest = await record(ours, twice);
    const only = await record(ours, once);
    await record(theirs, foreign);
    const { status, body } = await known([twice, once, foreign, fresh, once]);
    assert.equal(status, 200);
    const found = body.records.map(({ sha256, id }: { sha256: string; id: string }) => [sha256, id]);
    assert.deepEqual(
      found.sort(),
      [
        [twice, newest],
        [once, only],
      ].sort(),
    );
  });

  it("are asked for five hundred at a time", async () => {
    assert.equal((await known(Array.from({ length: 500 }, digest))).status, 200);
    for (const wrong of [Array.from({ length: 501 }, digest), [], ["x"], "x"]) {
      assert.equal((await known(wrong)).status, 400, JSON.stringify(wrong).slice(0, 80));
    }
  });
});
