/** More waits to be anchored than may: nothing more is taken, who is in the middle of sending waits, and nothing is lost. */
import "#tests/support/api-configuration.ts";

process.env.QUEUE_MAX = "1000"; // read with the rest of the configuration, below

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { request } from "node:http";
import { after, before, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

const { appendBlock } = await import("#lib/features/ledger/sealing/verbs/append-block.ts");
const { pool } = await import("#lib/infra/db/pool.ts");
const { createTestDatabase, dropTestDatabase } = await import("#tests/support/database.ts");
const { makeOrganisation } = await import("#tests/support/accounts.ts");
const { startWeb } = await import("#tests/support/web.ts");
const { keyOf } = await import("./upload-place.ts");

/** What was found of a queue holds for half a second. */
const NOTICED_MS = 600;
const NDJSON = { "content-type": "application/x-ndjson" };

let web: Awaited<ReturnType<typeof startWeb>>;
let key: Record<string, string>;

before(async () => {
  await createTestDatabase();
  key = keyOf(await makeOrganisation("Blue Harbour Bank 蓝港银行"));
  web = await startWeb({ trustedProxies: 1 });
});
after(async () => {
  web.server.closeAllConnections();
  await new Promise((resolve) => web.server.close(resolve));
  await dropTestDatabase();
});

const line = () => JSON.stringify({ sha256: randomBytes(32).toString("hex"), name: "contract.pdf" });
const lines = (count: number) => `${Array.from({ length: count }, line).join("\n")}\n`;
const post = (path: string, body: string, headers: Record<string, string>) =>
  fetch(web.url + path, { method: "POST", headers: { ...key, ...headers }, body });

async function countRecords(): Promise<number> {
  const { rows } = await pool().query("SELECT count(*)::integer AS count FROM evidence");
  return rows[0].count;
}

it("beyond QUEUE_MAX single records, files and bulks are refused with a time to come back; then they are taken", async () => {
  const full = await post("/api/v1/evidence/bulk", lines(1_200), NDJSON);
  assert.equal((await full.text()).trim().split("\n").length, 1_200);
  await sleep(NOTICED_MS);
  const record = () => post("/api/v1/evidence", line(), { "content-type": "application/json" });
  const upload = () =>
    fetch(`${web.url}/api/v1/uploads?name=a.txt`, {
      method: "PUT",
      headers: key,
      body: randomBytes(9).toString("hex"),
    });
  for (const refused of [await record(), await upload(), await post("/api/v1/evidence/bulk", lines(1), NDJSON)]) {
    assert.equal(refused.status, 503);
    assert.equal(((await refused.json()) as { code: string }).code, "queue_long");
    assert.match(refused.headers.get("retry-after") ?? "", /^\d+$/);
  }
  assert.equal(await countRecords(), 1_200, "nothing of what was refused is there, and all of what was answered");
  while (await appendBlock({ ledger: "main" }));
  await sleep(NOTICED_MS);
  for (const taken of [await record(), await upload()]) assert.equal(taken.status, 201);
});

it("a bulk that is under way waits at a line until there is room, and goes on", async () => {
  const before = await countRecords();
  let answers = "";
  const path = "/api/v1/evidence/bulk";
  const sent = new Promise<void>((resolve, reject) => {
    const outgoing = request(web.url + path, { method: "POST", headers: { ...key, ...NDJSON } }, (response) => {
      response.setEncoding("utf8").on("data", (text) => {
        answers += text;
      });
      response.on("end", resolve).on("error", reject);
    });
    outgoing.on("error", reject);
    outgoing.write(lines(2_000));
    setTimeout(() => outgoing.end(lines(3_000)), 2 * NOTICED_MS);
  });
  await sleep(5 * NOTICED_MS);
  const waiting = (await countRecords()) - before;
  assert.ok(waiting >= 1_000 && waiting < 5_000, `${waiting} were taken while nothing was anchored`);
  const anchoring = setInterval(() => void appendBlock({ ledger: "main" }).catch(() => {}), 200);
  await sent;
  clearInterval(anchoring);
  const ids = answers
    .trim()
    .split("\n")
    .map((text) => (JSON.parse(text) as { id?: string }).id);
  assert.equal(new Set(ids).size, 5_000);
  assert.ok(!ids.includes(undefined));
  assert.equal((await countRecords()) - before, 5_000);
});
