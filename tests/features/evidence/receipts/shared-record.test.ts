/** What goes out with the page of a record: its public receipt, to those alone who may see it. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, it } from "node:test";
import { v7 as uuidv7 } from "uuid";
import { loadSharedRecord } from "#lib/features/evidence/receipts/pages.ts";
import { shareToken } from "#lib/features/evidence/sharing/rows/share-token.ts";
import { createShareLink, revokeShareLink, setPublicPage } from "#lib/features/evidence/sharing/verbs/share-record.ts";
import { sha256Hex } from "#tests/features/evidence/intake/upload-server.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { at, callJson } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { appendAll } from "#tests/support/ledger.ts";

let ours: TestOrganisation;

before(async () => {
  await createTestDatabase();
  ours = await makeOrganisation("Blue Harbour Bank 蓝港银行");
});
after(() => dropTestDatabase());

async function record(): Promise<string> {
  const headers = { authorization: `Bearer ${ours.apiKey.secret}` };
  const body = { sha256: sha256Hex(randomBytes(16)), name: "工资表 payroll.pdf" };
  return (await callJson(at("/api/v1/evidence").POST, { method: "POST", headers, body })).body.id;
}

it("is the very receipt that the address of the public receipt has, without the name of the file", async () => {
  const id = await record();
  await appendAll();
  const { access, receipt = "" } = await loadSharedRecord({ evidenceId: id });
  const text = Buffer.from(receipt, "base64").toString("utf8");
  assert.equal(access, "public");
  const { body } = await callJson(at("/api/v1/records/{id}/receipt").GET, {
    params: { id },
    query: { format: "json" },
  });
  assert.deepEqual(JSON.parse(text), body);
  assert.ok(body.proof !== undefined && !text.includes("payroll") && !text.includes("工资表"));
});

it("is none where the page is off, for whom a link ended, and where there is no record", async () => {
  const id = await record();
  await setPublicPage({ actor: ours.owner, evidenceId: id, on: false });
  assert.deepEqual(await loadSharedRecord({ evidenceId: id }), { access: "absent" });
  const made = await createShareLink({ actor: ours.owner, evidenceId: id, label: "counsel", days: 7 });
  assert.ok("id" in made);
  const token = shareToken(made.id);
  const opened = await loadSharedRecord({ evidenceId: id, token });
  assert.ok(opened.access === "link" && opened.receipt);
  await revokeShareLink({ actor: ours.owner, linkId: made.id });
  assert.deepEqual(await loadSharedRecord({ evidenceId: id, token }), { access: "revoked" });
  assert.deepEqual(await loadSharedRecord({ evidenceId: uuidv7() }), { access: "absent" });
});
