/** The web process is killed in the middle of a bulk: what was answered is recorded, and sent again under the same key every line is recorded once. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { request } from "node:http";
import { after, before, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { tellBulk } from "#lib/features/accounts/bulks/verbs/tell-bulk.ts";
import { auditLedger } from "#lib/features/ledger/audit/verbs/audit-ledger.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { keyOf } from "./upload-place.ts";

const SERVER = fileURLToPath(new URL("./killed-server.ts", import.meta.url));
const LINES = 20_000;
const KILLS = 3;

let ours: TestOrganisation;

before(async () => {
  await createTestDatabase();
  ours = await makeOrganisation("Blue Harbour Bank 蓝港银行");
});
after(() => dropTestDatabase());

async function startServer(): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(SERVER, {
    execArgv: ["--conditions=react-server"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const [{ port }] = (await once(child, "message")) as [{ port: number }];
  return { child, port };
}

/** The answers as far as they came. */
function send(port: number, { body, key }: { body: string; key: string }): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    const headers = { ...keyOf(ours), "content-type": "application/x-ndjson", "idempotency-key": key };
    const options = { host: "127.0.0.1", port, method: "POST", path: "/api/v1/evidence/bulk", headers, agent: false };
    const outgoing = request(options, (response) => {
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.on("error", () => {});
      response.on("close", () => resolve(text));
    });
    outgoing.on("error", () => resolve(text));
    outgoing.end(body);
  });
}

async function countRecords(): Promise<number> {
  const { rows } = await pool().query("SELECT count(*)::integer AS count FROM evidence");
  return rows[0].count;
}

interface Answer {
  line: number;
  id: string;
}

/** Whole lines alone: the last one may have been cut with the connection. */
const answersOf = (text: string): Answer[] =>
  text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

it("every acknowledged record is there, once, whenever the process dies, and the ledger anchors each once", async () => {
  const digests = Array.from({ length: LINES }, () => randomBytes(32).toString("hex"));
  const body = digests.map((sha256, at) => JSON.stringify({ sha256, name: `contract-${at}.pdf` })).join("\n");
  const key = randomBytes(8).toString("hex");
  const acknowledged = new Map<number, string>();
  const note = (text: string) => {
    for (const { line, id } of answersOf(text)) {
      assert.equal(acknowledged.get(line) ?? id, id, `line ${line} was answered twice, and not the same`);
      acknowledged.set(line, id);
    }
  };
  for (let kill = 1; kill <= KILLS; kill++) {
    const { child, port } = await startServer();
    const sent = send(port, { body, key });
    while ((await countRecords()) < (kill * LINES) / (KILLS + 1)) await sleep(5);
    child.kill("SIGKILL");
    note(await sent);
  }
  const { child, port } = await startServer();
  note(await send(port, { body, key }));
  child.kill();
  assert.equal(acknowledged.size, LINES);
  const { rows } = await pool().query("SELECT id, encode(sha256, 'hex') AS sha256 FROM evidence ORDER BY id");
  assert.equal(rows.length, LINES, "nothing is lost, and nothing doubled");
  const found = new Map(rows.map((row) => [row.id, row.sha256]));
  for (const [line, id] of acknowledged) assert.equal(found.get(id), digests[line - 1]);
  while (await appendBlock({ ledger: "main" }));
  const { rows: entries } = await pool().query(
    "SELECT count(evidence_id)::integer AS entries, count(DISTINCT evidence_id)::integer AS records FROM ledger_entry",
  );
  assert.deepEqual(entries, [{ entries: LINES, records: LINES }]);
  assert.equal((await auditLedger({ ledger: "main" })).finding, undefined);
});

it("the audit log tells of all its lines, of those whose process died, too", async () => {
  const { rows: bulks } = await pool().query("SELECT id FROM bulk");
  for (const { id } of bulks) await tellBulk(id);
  const { rows } = await pool().query("SELECT details FROM audit_event WHERE action = 'bulk.record' ORDER BY id");
  const told = rows.map(({ details }) => [details.from, details.to]).sort((one, other) => one[0] - other[0]);
  let next = 1;
  for (const [from, to] of told) {
    assert.equal(from, next);
    next = to + 1;
  }
  assert.equal(next, LINES + 1);
});
