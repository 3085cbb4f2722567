/** Metrics of web and worker, over real HTTP. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { globSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";

const TOKEN = "token-of-the-tests-0123456789";
process.env.METRICS_TOKEN = TOKEN;
// The configuration is read once, at import.
const { routeLabel } = await import("../../../../bin/web/route-label.ts");
const { pagePaths } = await import("../../../../bin/web/page-paths.ts");
const { areas, endpoints, gauges } = await import("#lib/features/all.ts");
const { createApi, answerApi } = await import("#lib/gate/api.ts");
const { endpoint } = await import("#lib/gate/endpoint.ts");
const { metricsAnswer } = await import("#lib/infra/telemetry/metrics-text.ts");
const { observeRequest } = await import("#lib/infra/telemetry/web-metrics.ts");
const { workerRegistry } = await import("#lib/infra/telemetry/worker-metrics.ts");
const { runJob } = await import("#lib/infra/jobs/job.ts");
const { metricsServer } = await import("#lib/features/operations/metrics/jobs.ts");
const { recordEvidence } = await import("#lib/features/evidence/intake/verbs/record-evidence.ts");
const { blockAppender } = await import("#lib/features/ledger/sealing/jobs.ts");
const { raiseAlert } = await import("#lib/features/alarms/verbs/raise-alert.ts");
const { ensureLedger } = await import("#lib/features/ledger/sealing/verbs/create-ledger.ts");
const { inviteNode } = await import("#lib/features/ledger/nodes/verbs/invite-node.ts");
const { activateNode } = await import("#lib/features/ledger/nodes/verbs/move-node.ts");
const { pool } = await import("#lib/infra/db/pool.ts");
const { prisma } = await import("#lib/infra/db/prisma.ts");
const { createTestDatabase, dropTestDatabase } = await import("#tests/support/database.ts");
const { makeOrganisation } = await import("#tests/support/accounts.ts");
const { until } = await import("#tests/support/ledger.ts");
const { close, createWebServer, listen } = await import("../../../../bin/web/server.ts");
const { refuse } = await import("../../../../bin/web/refusal.ts");

const pages = pagePaths(".");
const api = createApi({ endpoints, areas, pages });
const bearer = { authorization: `Bearer ${TOKEN}` };
const portOf = (server: Server) => (server.address() as AddressInfo).port;

/** The value of a sample; labels in the order in which they are written. */
function sample(text: string, name: string): number | undefined {
  const line = text.split("\n").find((each) => each.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length + 1));
}

describe("metrics of the web process", () => {
  let server: Server;
  let url: string;
  const read = async () => await (await fetch(`${url}/metrics`, { headers: bearer })).text();
  before(async () => {
    await createTestDatabase();
    await ensureLedger("main");
    server = createWebServer({
      ...{ trustedProxies: 0, publicOrigin: "http://localhost:3000", dev: false, refuse, api },
      handlePage: async (request, response) => {
        response.statusCode = request.url === "/evidence" ? 307 : 200;
        response.end("page");
      },
      observe: observeRequest,
    });
    await listen(server, { host: "127.0.0.1", port: 0 });
    url = `http://127.0.0.1:${portOf(server)}`;
  });
  after(async () => await close(server, 0));

  it("are for whoever has the token, and for nobody else", async () => {
    for (const authorization of ["", "Bearer", "Bearer wrong", `Basic ${TOKEN}`, `Bearer ${TOKEN}x`, TOKEN]) {
      const refused = await fetch(`${url}/metrics`, { headers: authorization ? { authorization } : {} });
      assert.equal(refused.status, 401, authorization);
      assert.match(refused.headers.get("www-authenticate") ?? "", /^Bearer/);
      assert.equal((await refused.json()).code, "metrics_token_wrong");
    }
    const answer = await fetch(`${url}/metrics?x=1`, { headers: bearer });
    assert.deepEqual([answer.status, answer.headers.get("cache-control")], [200, "private, no-store"]);
    assert.match(answer.headers.get("content-type") ?? "", /^text\/plain; version=0\.0\.4/);
    assert.match(await answer.text(), /^process_resident_memory_bytes \d+/m);
    const posted = await fetch(`${url}/metrics`, { method: "POST", headers: bearer, body: "x" });
    assert.deepEqual([posted.status, posted.headers.get("allow")], [405, "GET, HEAD, OPTIONS"]);
    const head = await fetch(`${url}/metrics`, { method: "HEAD", headers: bearer });
    assert.deepEqual([head.status, await head.text()], [200, ""]);
  });

  it("without a token there are none, and the answer says how to turn them on, in both languages", async () => {
    const none = endpoint(
      { method: "GET", path: "/metrics", auth: "public", limit: "none", logged: false },
      async ({ request }) => {
        const { authorization } = request.headers;
        return metricsAnswer(async () => workerRegistry(), { authorization, token: undefined, withoutToken: "off" });
      },
    );
    const { resources } = createApi({ endpoints: [none] });
    const off = createServer((incoming, response) =>
      answerApi({ value: resources[0]!, params: {} }, { incoming, response }),
    );
    await new Promise<void>((resolve) => off.listen(0, "127.0.0.1", resolve));
    for (const [language, words] of [
      ["en", /set METRICS_TOKEN/],
      ["zh-CN", /请本站运营方开启：将 METRICS_TOKEN/],
    ] as const) {
      const answer = await fetch(`http://127.0.0.1:${portOf(off)}/metrics`, {
        headers: { ...bearer, "accept-language": language },
      });
      assert.deepEqual(
        [answer.status, answer.headers.get("content-type")?.split(";")[0]],
        [404, "application/problem+json"],
      );
      const problem = await answer.json();
      assert.equal(problem.code, "metrics_off");
      assert.match(problem.detail, words);
    }
    await new Promise((resolve) => off.close(resolve));
  });

  it("count requests by route and status, and never by what is asked for", async () => {
    const { owner: _, apiKey } = await makeOrganisation();
    const headers = { authorization: `Bearer ${apiKey.secret}` };
    const ids = Array.from({ length: 50 }, (_, at) => `0198-${at}`);
    for (const id of ids) await (await fetch(`${url}/api/v1/evidence/${id}/receipt?key=${id}`, { headers })).text();
    for (const id of ids) await (await fetch(`${url}/nowhere/${id}`)).text();
    await (await fetch(`${url}/evidence`, { redirect: "manual" })).text();
    const text = await read();
    const total = (labels: string) => sample(text, `sealbook_http_requests_total{${labels}}`);
    assert.equal(total('method="GET",route="/api/v1/evidence/[id]/receipt",status="404"'), 50);
    assert.equal(total('method="GET",route="other",status="200"'), 50);
    assert.equal(total('method="GET",route="/evidence",status="307"'), 1);
    assert.ok(!text.includes("0198-"), "no id in it");
    assert.equal(sample(text, 'sealbook_http_request_seconds_count{route="other"}'), 50);
  });

  it("count the bytes of uploads", async () => {
    const { apiKey } = await makeOrganisation();
    const sent = await fetch(`${url}/api/v1/uploads?name=a.bin`, {
      method: "PUT",
      headers: { authorization: `Bearer ${apiKey.secret}` },
      body: new Uint8Array(12_345),
    });
    assert.equal(sent.status, 201, await sent.text());
    const text = await read();
    assert.equal(sample(text, "sealbook_upload_bytes_total"), 12_345);
    assert.equal(sample(text, 'sealbook_http_requests_total{method="PUT",route="/api/v1/uploads",status="201"}'), 1);
  });

  it("a method that nobody knows makes no label of its own", async () => {
    const { request } = await import("node:http");
    await new Promise<void>((resolve) => {
      const sent = request(`${url}/`, { method: "PROPFIND" }, (response) => response.resume().once("end", resolve));
      sent.end();
    });
    assert.equal(sample(await read(), 'sealbook_http_requests_total{method="other",route="/",status="405"}'), 1);
  });
});

describe("routes in metrics", () => {
  it("are those of the app's folders and of the endpoints, each its own", () => {
    const folders = globSync("app/**/{page,route}.{ts,tsx}").map(
      (path) => `/${path.split("/").slice(1, -1).join("/")}`,
    );
    assert.deepEqual(
      pages.map((path) => routeLabel(path.replaceAll("...", ""), { api, address: undefined })).sort(),
      folders.sort(),
    );
    const own = new Set(endpoints.map(({ path }) => path));
    for (const path of own) {
      const label = routeLabel(path.replace("...", ""), { api, address: undefined });
      assert.equal(label, path.replace(/\{(\w+)(\.\.\.)?\}/g, "[$2$1]"));
    }
    assert.ok(own.size >= 20 && folders.length >= 40);
  });

  it("what is written out goes before what stands for anything", () => {
    const routes: Record<string, string> = {
      "/": "/",
      "/operations/nodes/new": "/operations/nodes/new",
      "/operations/nodes/0198": "/operations/nodes/[id]",
      "/api/v1/ledgers/main/blocks/7": "/api/v1/ledgers/[name]/blocks/[height]",
      "/api/v1/nothing": "/api/[...path]",
      "/api/auth/session": "/api/auth/[...nextauth]",
      "/ledger": "/ledger/[[...path]]",
      "/ledger/main/tile/0/x001/067": "/ledger/[name]/tile/[...path]",
      "/ledger/main/tile": "/ledger/[[...path]]",
      "/ledger/main/checkpoint": "/ledger/[name]/checkpoint",
      "/evidence/": "/evidence",
      "/_next/static/x.js": "/_next",
      "/%2e%2e/etc": "other",
      [`/evidence${"/a".repeat(5_000)}`]: "other",
      "/constructor": "other",
      "/evidence/%E0%A4%A": "other",
    };
    for (const [path, route] of Object.entries(routes)) {
      assert.equal(routeLabel(path, { api, address: api.match(path) }), route, path);
    }
  });
});

describe("metrics of the worker", () => {
  const stop = new AbortController();
  let ended: Promise<void>;
  let port = 0;
  const read = async (headers: Record<string, string> = bearer) =>
    await fetch(`http://127.0.0.1:${port}/metrics`, { headers });
  before(async () => {
    ended = runJob(metricsServer(gauges, { port: 0, onListening: (found) => (port = found) }), { signal: stop.signal });
    await until(() => port > 0);
  });
  after(async () => {
    stop.abort();
    await ended;
    await dropTestDatabase();
  });

  it("tell what was appended, what waits, who watches and what is wrong", async () => {
    const { owner } = await makeOrganisation();
    const record = async (text: string) => {
      const sha256 = new Uint8Array(createHash("sha256").update(text).digest());
      await recordEvidence({ actor: owner, submission: { type: "digest", sha256, name: text } });
    };
    const working = new AbortController();
    const worker = runJob(blockAppender(), { signal: working.signal });
    await record("one");
    await until(async () => (await prisma().$queryRaw<unknown[]>`SELECT 1 FROM ledger_pending`).length === 0);
    working.abort();
    await worker;
    await record("two");
    const operator = { kind: "operator" } as const;
    const node = { kind: "mirror", name: "m1", url: "http://127.0.0.1:1" } as const;
    const invited = await inviteNode({ actor: operator, ledger: "main", node });
    assert.ok("id" in invited);
    await activateNode({ actor: operator, nodeId: invited.id });
    await pool().query(
      "INSERT INTO node_report (node_id, tried_at, reached_at, size, latency_ms, failures) VALUES ($1, now(), now(), 1, 250, 3)",
      [invited.id],
    );
    await pool().query(
      "INSERT INTO block_timestamp (ledger, height, authority, token, time) VALUES ('main', 0, 'TSA', '\\x00', now() - interval '1 hour')",
    );
    await raiseAlert({ kind: "mirror_behind", subject: invited.id, details: {} });
    const text = await (await read()).text();
    const size = sample(text, 'sealbook_ledger_tree_size{ledger="main"}') ?? 0;
    assert.ok(size >= 2, "one was uploaded before");
    const blocks = sample(text, 'sealbook_ledger_blocks_appended_total{ledger="main"}') ?? 0;
    assert.equal(sample(text, 'sealbook_ledger_leaves_appended_total{ledger="main"}'), size - blocks, "records alone");
    assert.ok((sample(text, 'sealbook_ledger_blocks_appended_total{ledger="main"}') ?? 0) >= 1);
    assert.ok((sample(text, "sealbook_ledger_append_seconds_count") ?? 0) >= 1);
    assert.equal(sample(text, 'sealbook_ledger_records_waiting{ledger="main"}'), 1);
    assert.ok((sample(text, 'sealbook_ledger_oldest_waiting_seconds{ledger="main"}') ?? -1) >= 0);
    assert.equal(sample(text, 'sealbook_ledger_witnessed_size{ledger="main"}'), 0);
    const age = sample(text, 'sealbook_timestamp_age_seconds{ledger="main",authority="TSA"}') ?? 0;
    assert.ok(age >= 3_600 && age < 3_700, String(age));
    const labels = '{ledger="main",kind="mirror",node="m1"}';
    assert.equal(sample(text, `sealbook_node_failures${labels}`), 3);
    assert.equal(sample(text, `sealbook_node_latency_seconds${labels}`), 0.25);
    assert.equal(sample(text, `sealbook_node_size${labels}`), 1);
    assert.equal(sample(text, 'sealbook_alerts_open{kind="mirror_behind"}'), 1);
    assert.equal(sample(text, 'sealbook_alerts_open{kind="witness_conflict"}'), 0);
    assert.ok((sample(text, "sealbook_disk_free_bytes") ?? 0) > 0);
    assert.equal(sample(text, "sealbook_database_up"), 1);
    assert.match(text, /^nodejs_eventloop_lag_seconds /m);
  });

  it("ask for the same token, and answer nothing else", async () => {
    assert.equal((await read({})).status, 401);
    const elsewhere = await fetch(`http://127.0.0.1:${port}/`, { headers: bearer });
    assert.deepEqual([elsewhere.status, (await elsewhere.json()).code], [404, "not_found"]);
  });

  it("say that the database is away, and tell no old figures", async () => {
    await pool().end();
    await new Promise((resolve) => setTimeout(resolve, 1_100)); // what was read just now is told again
    const answer = await read();
    const text = await answer.text();
    assert.equal(answer.status, 200);
    assert.equal(sample(text, "sealbook_database_up"), 0);
    assert.equal(sample(text, 'sealbook_ledger_tree_size{ledger="main"}'), undefined);
    assert.ok((sample(text, "sealbook_disk_free_bytes") ?? 0) > 0);
  });
});
