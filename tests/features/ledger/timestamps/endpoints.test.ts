/** What the API says and waits for once others sign checkpoints, and the certificates that it publishes for them. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { stampDueBlocks } from "#lib/features/ledger/timestamps/verbs/stamp-due.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { sha256Hex } from "#tests/features/evidence/intake/upload-server.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { at, call, callJson } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { testFolder } from "#tests/support/environment.ts";
import { derOf, OPENSSL_MISSING, startTsa } from "#tests/support/tsa.ts";

const getReceipt = at("/api/v1/evidence/{id}/receipt").GET;
const getEvidence = at("/api/v1/evidence/{id}").GET;
const listEvidence = at("/api/v1/evidence").GET;
const postEvidence = at("/api/v1/evidence").POST;
const getAuthorities = at("/ledger/{name}/timestamp-authorities").GET;

describe("what others sign, over the API", { skip: OPENSSL_MISSING }, () => {
  let tsa: Awaited<ReturnType<typeof startTsa>>;
  let ours: TestOrganisation;
  let key: Record<string, string>;

  before(async () => {
    tsa = await startTsa();
    const list = join(testFolder, "authorities.json");
    writeFileSync(join(testFolder, "ca.pem"), tsa.caPem);
    writeFileSync(list, JSON.stringify([{ name: "Example", url: tsa.url, ca: "ca.pem" }]));
    // The configuration is read once, before this; the list itself when somebody first asks for it.
    const { env } = await import("#lib/env.ts");
    env.TIMESTAMP_AUTHORITIES = list;
    await createTestDatabase();
    ours = await makeOrganisation();
    key = { authorization: `Bearer ${ours.apiKey.secret}` };
  });
  after(async () => {
    await tsa.stop();
    await dropTestDatabase();
  });

  const record = async (name: string) => {
    const body = { sha256: sha256Hex(Buffer.from(name)), name };
    return (await callJson(postEvidence, { method: "POST", headers: key, body })).body.id as string;
  };
  const read = (id: string, query: Record<string, string> = {}) =>
    callJson(getEvidence, { params: { id }, query, headers: key });

  it("evidence tells since when it is witnessed and timestamped, each as soon as it is, when asked to wait", async () => {
    const id = await record("waits");
    await appendBlock({ ledger: "main" });
    const { body } = await read(id, { wait: "30" });
    assert.deepEqual([body.state, body.witnessedAt, body.timestampedAt], ["anchored", undefined, undefined]);
    const started = performance.now();
    const [witnessed, stamped] = [
      read(id, { wait: "30", until: "witnessed" }),
      read(id, { wait: "30", until: "timestamped" }),
    ];
    await pool().query(
      "INSERT INTO ledger_policy (ledger, number, since_size, policy) VALUES ('main', 1, 0, 'quorum none')",
    );
    await pool().query("INSERT INTO block_witnessed (ledger, height, policy) VALUES ('main', 0, 1)");
    assert.match((await witnessed).body.witnessedAt, /^\d{4}-\d\d-\d\dT.*Z$/);
    const { timestampAuthorities } = await import("#lib/infra/tsa/authorities.ts");
    await stampDueBlocks({ authorities: timestampAuthorities(), troubles: new Map(), intervalMs: 0 });
    assert.match((await stamped).body.timestampedAt, /^\d{4}-\d\d-\d\dT.*Z$/);
    assert.ok(performance.now() - started < 28_000);
    const list = await callJson(listEvidence, { headers: key });
    const { earlier: _, ...item } = (await read(id)).body;
    assert.deepEqual(list.body.evidence, [item]);
  });

  it("waiting ends with what there is, also for a receipt", async () => {
    const id = await record("never stamped");
    assert.equal((await read(id, { wait: "1", until: "timestamped" })).body.state, "recorded");
    await appendBlock({ ledger: "main" });
    const options = { params: { id }, query: { wait: "1", until: "timestamped" }, headers: key };
    const receipt = await callJson(getReceipt, options);
    assert.deepEqual([receipt.status, receipt.body.timestamps], [200, []]);
    const refused = await read(id, { until: "tomorrow" });
    assert.deepEqual([refused.status, refused.body.field], [400, "until"]);
  });

  it("the certificates of authorities are a file that caches keep", async () => {
    const ask = (name: string, headers = {}) => call(getAuthorities, { params: { name }, headers });
    const response = await ask("main");
    assert.equal(response.status, 200);
    const text = await response.text();
    assert.deepEqual(derOf(text), tsa.tsa.ca);
    assert.match(response.headers.get("cache-control") ?? "", /^public, max-age=\d+$/);
    assert.equal(response.headers.get("access-control-allow-origin"), "*");
    const etag = response.headers.get("etag") ?? "";
    assert.equal((await ask("main", { "if-none-match": etag })).status, 304);
    assert.equal((await ask("other")).status, 404);
  });
});
