/** Two web processes and two workers on one PostgreSQL, directly and through PgBouncer in transaction mode. Needs a build. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import "#tests/support/built.ts";
import { revokeApiKey } from "#lib/features/accounts/api-keys/verbs/revoke-api-key.ts";
import { auditLedger } from "#lib/features/ledger/audit/verbs/audit-ledger.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { RECALL_MS } from "#lib/gate/authenticate.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { freePort } from "#tests/bin/start/launch.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { testDatabaseName, testServerUrl } from "#tests/support/environment.ts";
import { type RunningPart, runPart } from "#tests/support/parts.ts";
import { pgbouncerAbsent, startPgbouncer } from "#tests/support/pgbouncer.ts";

const LINES = 5_000;
/** Some seconds of lines. */
const MANY = 30_000;
const WAIT_MS = 90_000;
const DIRECT = process.env.APP_DATABASE_URL ?? "";
const absent = pgbouncerAbsent();
if (absent) console.log(absent);

let ours: TestOrganisation;

before(async () => {
  await createTestDatabase();
  await ensureLedger("main");
  ours = await makeOrganisation("Blue Harbour Bank 蓝港银行");
});
after(() => dropTestDatabase());

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + WAIT_MS; !(await condition()); await sleep(50)) {
    if (Date.now() > end) throw new Error("waited in vain");
  }
}

const keyOf = ({ apiKey }: TestOrganisation) => ({ authorization: `Bearer ${apiKey.secret}` });
const digest = () => randomBytes(32).toString("hex");
const bulkOf = (lines: number) =>
  Array.from({ length: lines }, (_, at) => JSON.stringify({ sha256: digest(), name: `contract-${at}.pdf` })).join("\n");

async function setSearchPath(to: string): Promise<void> {
  const client = new pg.Client({ connectionString: testServerUrl });
  await client.connect();
  const [role, name] = [new URL(DIRECT).username, testDatabaseName].map((each) => pg.escapeIdentifier(each));
  await client.query(`ALTER ROLE ${role} IN DATABASE ${name} ${to}`);
  await client.end();
}

/** The same story, however the database is reached. */
function worksTogether(environment: () => Record<string, string>): void {
  const parts: RunningPart[] = [];
  const origins: string[] = [];

  before(async () => {
    const ports = [await freePort(), await freePort()];
    const webs = ports.map((port) => runPart("web", { ...environment(), PORT: `${port}` }));
    const workers = [0, 1].map(() => runPart("worker", { ...environment(), BLOCK_INTERVAL_MS: "100" }));
    parts.push(...(await Promise.all([...webs, ...workers])));
    origins.push(...ports.map((port) => `http://127.0.0.1:${port}`));
  });
  after(async () => {
    const ended = await Promise.all(parts.map((part) => part.stop()));
    assert.deepEqual(ended, [0, 0, 0, 0], "each ends by itself when it is asked to");
  });

  const [one, other] = [0, 1].map((at) => (path: string, init: RequestInit = {}) => {
    const headers = { ...keyOf(ours), ...(init.headers as Record<string, string>) };
    return fetch(`${origins[at]}${path}`, { ...init, headers });
  }) as [typeof fetch, typeof fetch];
  const sendBulk = async (to: typeof fetch, { body, key }: { body: string; key: string }) => {
    const headers = { "content-type": "application/x-ndjson", "idempotency-key": key };
    const answer = await to("/api/v1/evidence/bulk", { method: "POST", headers, body });
    const answered = (await answer.text()).trim().split("\n");
    return answered.map((line) => JSON.parse(line) as { line: number; id: string });
  };

  it("the same bulk sent to both at once is recorded once, another beside it, and all is anchored once", async () => {
    const [body, own] = [bulkOf(LINES), bulkOf(LINES)];
    const [key, ownKey] = [digest(), digest()];
    const [here, there, theirs] = await Promise.all([
      sendBulk(one, { body, key }),
      sendBulk(other, { body, key }),
      sendBulk(other, { body: own, key: ownKey }),
    ]);
    assert.deepEqual(here, there);
    const ids = [...here, ...theirs].map(({ id }) => id);
    assert.equal(new Set(ids).size, 2 * LINES);
    const entries = "SELECT count(*)::integer AS count FROM ledger_entry WHERE evidence_id = ANY ($1)";
    await until(async () => (await pool().query(entries, [ids])).rows[0].count === 2 * LINES);
    const { rows } = await pool().query(
      "SELECT count(evidence_id) - count(DISTINCT evidence_id) AS doubled FROM ledger_entry",
    );
    assert.equal(rows[0].doubled, 0n);
  });

  it("who waits at one is told of what came in at the other", async () => {
    for (let times = 0; times < 5; times++) {
      const body = JSON.stringify({ sha256: digest(), name: "waits.pdf" });
      const made = await one("/api/v1/evidence", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
      });
      const { id } = (await made.json()) as { id: string };
      const read = await other(`/api/v1/evidence/${id}?wait=20`);
      assert.equal(((await read.json()) as { state: string }).state, "anchored");
    }
  });

  it("both publish the same checkpoint within a moment", async () => {
    const read = async (from: typeof fetch) => await (await from("/ledger/main/checkpoint")).text();
    await until(async () => (await read(one)) === (await read(other)));
  });

  it("a limit holds for both together, and a key that was revoked opens neither", async () => {
    const { requests, aheadMax } = RATE_LIMITS.refused;
    const theirs = await makeOrganisation();
    const ask = (at: typeof fetch) => at("/api/v1/evidence", { headers: keyOf(theirs) });
    assert.deepEqual([(await ask(one)).status, (await ask(other)).status], [200, 200]);
    await revokeApiKey({ actor: theirs.owner, apiKeyId: theirs.apiKey.id });
    const body = JSON.stringify({ sha256: digest(), name: "late.pdf" });
    const write = { method: "POST", headers: { ...keyOf(theirs), "content-type": "application/json" }, body };
    assert.equal((await other("/api/v1/evidence", write)).status, 401, "a write at once");
    await sleep(RECALL_MS);
    assert.deepEqual([(await ask(one)).status, (await ask(other)).status], [401, 401]);
    let passed = 3;
    for (let times = 0; times < requests + 2 * aheadMax + 20; times++) {
      const { status } = await ask(times % 2 === 0 ? one : other);
      if (status === 401) passed += 1;
      else assert.equal(status, 429);
    }
    assert.ok(passed >= requests && passed <= requests + 2 * aheadMax + 3, `${passed} passed`);
    await pool().query("DELETE FROM rate_limit");
  });

  it("a bulk ends at a line when its process is asked to end, and goes on at the other", async () => {
    const [body, key] = [bulkOf(MANY), digest()];
    const port = await freePort();
    const leaving = await runPart("web", { ...environment(), PORT: `${port}` });
    const to = (path: string, init: RequestInit) =>
      fetch(`http://127.0.0.1:${port}${path}`, {
        ...init,
        headers: { ...keyOf(ours), ...(init.headers as Record<string, string>) },
      });
    const sent = sendBulk(to as typeof fetch, { body, key });
    const lines = "SELECT lines::integer FROM bulk WHERE request_key = $1";
    await until(async () => ((await pool().query(lines, [key])).rows[0]?.lines ?? 0) > 2_000);
    assert.equal(await leaving.stop(), 0);
    const answers = await sent;
    const last = answers.pop() as unknown as { problem: { code: string } };
    assert.equal(last.problem.code, "restarting");
    assert.ok(answers.length > 2_000 && answers.length < MANY, `${answers.length}`);
    assert.deepEqual(
      answers.map(({ line }) => line),
      answers.map((_, at) => at + 1),
    );
    assert.equal((await pool().query(lines, [key])).rows[0].lines, answers.length, "what is recorded was answered");
    const rest = await sendBulk(other, { body, key });
    assert.equal(rest.length, MANY);
    assert.deepEqual(rest.slice(0, answers.length), answers);
  });

  it("the ledger that two workers made is sound", async () => {
    await until(async () => (await pool().query("SELECT FROM ledger_pending LIMIT 1")).rowCount === 0);
    assert.equal((await auditLedger({ ledger: "main" })).finding, undefined);
  });
}

describe("two web processes and two workers on one PostgreSQL", () => worksTogether(() => ({})));

describe("the same through PgBouncer in transaction mode", { skip: absent }, () => {
  let bouncer: Awaited<ReturnType<typeof startPgbouncer>>;
  const through = () => ({ APP_DATABASE_URL: bouncer.url, APP_DATABASE_DIRECT_URL: DIRECT });

  before(async () => {
    bouncer = await startPgbouncer(DIRECT);
    await setSearchPath("SET search_path = public");
  });
  after(() => bouncer.stop());

  worksTogether(through);

  it("the pooler alone is refused in a sentence, for what is said through it is not heard", async () => {
    const env = { APP_DATABASE_URL: bouncer.url, APP_DATABASE_DIRECT_URL: bouncer.url };
    await assert.rejects(runPart("worker", env), /is not heard at APP_DATABASE_DIRECT_URL|search_path/);
  });

  it("a role whose names lead elsewhere is refused in a sentence that says what to run", async () => {
    await setSearchPath("RESET search_path");
    const fresh = await startPgbouncer(DIRECT);
    const env = { APP_DATABASE_URL: fresh.url, APP_DATABASE_DIRECT_URL: DIRECT };
    const sentence = /ALTER ROLE "\w+" IN DATABASE "\w+" SET search_path = public/;
    await assert.rejects(runPart("worker", env), sentence);
    await fresh.stop();
  });
});
