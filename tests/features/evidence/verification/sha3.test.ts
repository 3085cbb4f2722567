/** The site's check takes a file's SHA3-256, which bundles carry and renewals bind: beside SHA-256, or alone where the record states it. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { after, before, it } from "node:test";
import { buildReceipt } from "#lib/features/evidence/receipts/rows.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { at, callJson } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { appendAll } from "#tests/support/ledger.ts";

let bank: TestOrganisation;
before(async () => {
  await createTestDatabase();
  bank = await makeOrganisation();
});
after(() => dropTestDatabase());

const digestsOf = (bytes: Uint8Array) => ({
  sha256: createHash("sha256").update(bytes).digest("hex"),
  "sha3-256": createHash("sha3-256").update(bytes).digest("hex"),
});

async function post(path: string, body: object): Promise<string> {
  const headers = { authorization: `Bearer ${bank.apiKey.secret}` };
  const made = await callJson(at(path).POST, { headers, body });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return made.body.id;
}

/** The step about the file, and the verdict. */
async function ask(receipt: string, given: object): Promise<string> {
  const { status, body } = await callJson(at("/api/v1/verify").POST, { body: { receipt, ...given } });
  assert.equal(status, 200, JSON.stringify(body));
  const step = body.steps.find(({ name }: { name: string }) => name === "file");
  return `${step.status} ${step.reason} ${body.verdict}`;
}

async function receiptOf(evidenceId: string, place?: number): Promise<string> {
  const built = await buildReceipt({ evidenceId, ...(place === undefined ? {} : { file: place }) });
  return new TextDecoder().decode(built?.json);
}

it("is compared with what a record states, alone and beside SHA-256", async () => {
  const [file, other] = [digestsOf(randomBytes(100)), digestsOf(randomBytes(100))];
  const id = await post("/api/v1/evidence", { name: "a.pdf", ...file });
  await appendAll();
  const receipt = await receiptOf(id);
  assert.equal(await ask(receipt, { "sha3-256": file["sha3-256"] }), "ok ok valid");
  assert.equal(await ask(receipt, file), "ok ok valid");
  assert.match(await ask(receipt, { "sha3-256": other["sha3-256"] }), /^failed digest_mismatch/);
  assert.match(await ask(receipt, { sha256: file.sha256, "sha3-256": other["sha3-256"] }), /^failed digest_mismatch/);
  assert.match(await ask(receipt, { sha256: other.sha256, "sha3-256": file["sha3-256"] }), /^failed digest_mismatch/);
});

it("alone says nothing where the record states none, which is said", async () => {
  const { sha256, ...sha3 } = digestsOf(randomBytes(100));
  const id = await post("/api/v1/evidence", { name: "a.pdf", sha256 });
  await appendAll();
  const receipt = await receiptOf(id);
  assert.match(await ask(receipt, sha3), /^unchecked sha3_unstated/);
  assert.equal(await ask(receipt, { sha256, ...sha3 }), "ok ok valid");
});

it("is compared with the line of a bundle's file; a bundle itself is no file", async () => {
  const [one, two] = [digestsOf(randomBytes(100)), digestsOf(randomBytes(100))];
  const files = [
    { name: "one.pdf", ...one },
    { name: "two.pdf", ...two },
  ];
  const id = await post("/api/v1/bundles", { name: "case", files });
  await appendAll();
  const list = await Promise.all([0, 1].map((place) => receiptOf(id, place)));
  const verdicts = await Promise.all(list.map((receipt) => ask(receipt, { "sha3-256": one["sha3-256"] })));
  assert.equal(verdicts.filter((each) => each === "ok ok valid").length, 1);
  assert.equal(verdicts.filter((each) => each.startsWith("failed digest_mismatch")).length, 1);
  assert.match(await ask(await receiptOf(id), { "sha3-256": one["sha3-256"] }), /^unchecked sha3_unstated/);
});

it("is refused when it is none", async () => {
  const { status, body } = await callJson(at("/api/v1/verify").POST, { body: { receipt: "{}", "sha3-256": "ab" } });
  assert.deepEqual([status, body.code, body.field], [400, "invalid_digest", "sha3-256"]);
});
