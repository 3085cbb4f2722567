/** Webhooks: whoever subscribed is told once what happened, signed over the exact bytes, again until it is taken, and nobody else is. */
import "#tests/support/api-configuration.ts";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { after, before, beforeEach, describe, it } from "node:test";
import { Webhook } from "standardwebhooks";

interface Taken {
  headers: IncomingHttpHeaders;
  body: string;
}

let status = 204;
const taken: Taken[] = [];
const receiver = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  taken.push({ headers: request.headers, body });
  response.writeHead(status, status === 302 ? { location: "/elsewhere" } : {}).end();
});
await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
const { port } = receiver.address() as AddressInfo;
process.env.WEBHOOK_INSIDE_HOSTS = `127.0.0.1:${port}`;

// The configuration is read once, at import.
const { createTestDatabase, dropTestDatabase } = await import("#tests/support/database.ts");
const { prisma } = await import("#lib/infra/db/prisma.ts");
const { appendBlock } = await import("#lib/features/ledger/sealing/verbs/append-block.ts");
const { followLedger } = await import("#lib/features/evidence/news/verbs/follow-ledger.ts");
const { sendDueWebhooks } = await import("#lib/features/outbox/verbs/send-due-webhooks.ts");
const { subscriptionDelivery } = await import("#lib/features/accounts/webhooks/letters.ts");
const { tidyMessages } = await import("#lib/features/accounts/webhooks/verbs/tidy-messages.ts");
const { makeOrganisation, inRole } = await import("#tests/support/accounts.ts");
const { at, callJson } = await import("#tests/support/call.ts");
const { refusalOf } = await import("#tests/support/refusal.ts");
const { createApiKey } = await import("#lib/features/accounts/api-keys/verbs/create-api-key.ts");
const { SCOPES } = await import("#lib/words/permissions.ts");
const { createWebhook } = await import("#lib/features/accounts/webhooks/verbs/create-webhook.ts");

const url = `http://127.0.0.1:${port}/hook`;
const send = () => sendDueWebhooks([subscriptionDelivery]);
const dueAgain = () =>
  prisma().outboxItem.updateMany({ where: { nextAttemptAt: { not: null } }, data: { nextAttemptAt: new Date(0) } });
const keyOf = async ({ owner: actor }: Awaited<ReturnType<typeof makeOrganisation>>) => {
  const { secret } = await createApiKey({ actor, name: "all", scopes: [...SCOPES] });
  return { authorization: `Bearer ${secret}` };
};
const place = (path: string) => at(`/api/v1/webhooks${path}`);

describe("webhooks", () => {
  let ours: Awaited<ReturnType<typeof makeOrganisation>>;
  let headers: Record<string, string>;
  let webhook: { id: string; secret: string };

  const record = async (of = headers) => {
    const sha256 = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("hex");
    return (await callJson(at("/api/v1/evidence").POST, { headers: of, body: { sha256, name: "loan.pdf" } })).body.id;
  };
  const on = async (id: string) =>
    await callJson(place("/{id}").PATCH, { headers, params: { id }, body: { on: true, url } });
  const listed = async () =>
    (await callJson(place("/{id}/deliveries").GET, { headers, params: { id: webhook.id } })).body.items;

  before(async () => {
    await createTestDatabase();
    ours = await makeOrganisation("Blue Harbour Bank 蓝港银行");
    headers = await keyOf(ours);
    await followLedger("main");
    const body = { url, events: ["evidence.recorded", "evidence.anchored"], description: "Core banking" };
    const made = await callJson(place("").POST, { headers, body });
    assert.equal(made.status, 201);
    webhook = made.body;
  });
  after(async () => {
    await dropTestDatabase();
    receiver.close();
  });
  beforeEach(() => {
    status = 204;
    taken.length = 0;
  });

  it("tells once that a record was made and once that it is anchored, signed as its specification says", async () => {
    const id = await record();
    const stranger = await makeOrganisation();
    await record({ authorization: `Bearer ${stranger.apiKey.secret}` });
    await followLedger("main");
    await followLedger("main");
    await send();
    assert.deepEqual(
      taken.map(({ body }) => JSON.parse(body)).map(({ type, data }) => [type, data.id]),
      [["evidence.recorded", id]],
    );
    await appendBlock({ ledger: "main" });
    await followLedger("main");
    await followLedger("main");
    await send();
    assert.equal(taken.length, 2);
    const [, anchored] = taken as [Taken, Taken];
    const { type, data, timestamp } = JSON.parse(anchored.body);
    assert.equal(type, "evidence.anchored");
    assert.deepEqual(Object.keys(data), ["id", "ledger", "index"], "ids and states, no name and no digest");
    assert.match(timestamp, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    for (const { headers: got, body } of taken) {
      assert.deepEqual(new Webhook(webhook.secret).verify(body, got as Record<string, string>), JSON.parse(body));
      // The specification itself, without its library.
      const key = Buffer.from(webhook.secret.slice("whsec_".length), "base64");
      const text = `${got["webhook-id"]}.${got["webhook-timestamp"]}.${body}`;
      const mac = createHmac("sha256", key).update(text).digest("base64");
      assert.equal(got["webhook-signature"], `v1,${mac}`);
    }
  });

  it("a record that left the queue before anybody looked is told of as recorded all the same", async () => {
    const id = await record();
    await appendBlock({ ledger: "main" });
    await followLedger("main");
    await send();
    const types = taken.map(({ body }) => JSON.parse(body)).filter(({ data }) => data.id === id);
    assert.deepEqual(types.map(({ type }) => type).sort(), ["evidence.anchored", "evidence.recorded"]);
  });

  it("what is not taken is tried again with the same bytes under the same id, and not forgotten", async () => {
    status = 500;
    await record();
    await followLedger("main");
    await send();
    const [row] = await listed();
    assert.equal(row.state, "retrying");
    assert.equal(row.failure, "status: HTTP 500");
    assert.equal(await send().then((sent) => sent.length), 0, "not at once");
    status = 204;
    await dueAgain();
    await send();
    assert.equal(taken.length, 2);
    assert.equal(taken[0]?.body, taken[1]?.body);
    assert.equal(taken[0]?.headers["webhook-id"], taken[1]?.headers["webhook-id"]);
    const [after] = await listed();
    assert.deepEqual([after.state, after.attempts], ["delivered", 2]);
  });

  it("a redirection is followed nowhere", async () => {
    status = 302;
    await record();
    await followLedger("main");
    await send();
    assert.equal((await listed())[0].failure, "status: HTTP 302");
    assert.equal(taken.length, 1);
    await callJson(place("/{id}").PATCH, { headers, params: { id: webhook.id }, body: { on: false } });
    await on(webhook.id);
  });

  it("one that does not answer rests as a whole, so that it keeps nobody else waiting", async () => {
    status = 503;
    for (let n = 0; n < 6; n += 1) await record();
    await followLedger("main");
    await send();
    assert.equal(taken.length, 6);
    await record();
    await followLedger("main");
    // What is new waits until the rest is over, too, once one more attempt has failed.
    await prisma().outboxItem.updateMany({
      where: { recipient: webhook.id, attempts: 1, nextAttemptAt: { not: null } },
      data: { nextAttemptAt: new Date(0) },
    });
    await send();
    const waiting = await prisma().outboxItem.count({
      where: { recipient: webhook.id, nextAttemptAt: { gt: new Date() } },
    });
    assert.equal(waiting, 7);
    // One bad moment, whatever was under way in it, is not a quarter of an hour.
    const { _max } = await prisma().outboxItem.aggregate({
      where: { recipient: webhook.id },
      _max: { nextAttemptAt: true },
    });
    assert.ok((_max.nextAttemptAt?.getTime() ?? 0) < Date.now() + 60_000);
    const shown = await callJson(place("/{id}").GET, { headers, params: { id: webhook.id } });
    assert.equal(shown.body.state, "failing");
    status = 204;
    await dueAgain();
    await send();
    assert.equal((await callJson(place("/{id}").GET, { headers, params: { id: webhook.id } })).body.state, "on");
  });

  it("whoever answers 410 is switched off at once, and begins anew when switched on", async () => {
    status = 410;
    await record();
    await record();
    await followLedger("main");
    await send();
    const params = { id: webhook.id };
    assert.equal((await callJson(place("/{id}").GET, { headers, params })).body.state, "gone");
    status = 204;
    taken.length = 0;
    await record();
    await followLedger("main");
    await dueAgain();
    await send();
    assert.equal(taken.length, 0);
    assert.equal((await callJson(place("/{id}/test").POST, { headers, params, body: {} })).body.code, "webhook_off");
    assert.equal((await on(webhook.id)).body.state, "on");
  });

  it("switched off means at once: what waits is dropped", async () => {
    await record();
    await followLedger("main");
    const params = { id: webhook.id };
    await callJson(place("/{id}").PATCH, { headers, params, body: { on: false } });
    await dueAgain();
    assert.equal((await send()).length, 0);
    assert.equal(taken.length, 0);
    assert.equal((await listed())[0].state, "dropped");
    await on(webhook.id);
  });

  it("a message is sent again by hand, and a test is sent when asked for", async () => {
    const params = { id: webhook.id };
    const test = await callJson(place("/{id}/test").POST, { headers, params, body: {} });
    assert.equal(test.status, 202);
    await send();
    assert.equal(taken.at(-1)?.headers["webhook-id"], test.body.messageId);
    assert.equal(JSON.parse(taken.at(-1)?.body ?? "").type, "webhook.test");
    const [row] = await listed();
    const again = place("/{id}/deliveries/{delivery}/redeliver").POST;
    assert.equal((await callJson(again, { headers, params: { ...params, delivery: row.id }, body: {} })).status, 202);
    await send();
    assert.equal(taken.length, 2);
    assert.equal(taken[0]?.body, taken[1]?.body);
  });

  it("while a secret is exchanged, both sign", async () => {
    const params = { id: webhook.id };
    const rotated = await callJson(place("/{id}/rotate-secret").POST, { headers, params, body: {} });
    assert.notEqual(rotated.body.secret, webhook.secret);
    await callJson(place("/{id}/test").POST, { headers, params, body: {} });
    await send();
    const [message] = taken as [Taken];
    for (const secret of [webhook.secret, rotated.body.secret]) {
      assert.ok(new Webhook(secret).verify(message.body, message.headers as Record<string, string>));
    }
    await prisma().webhook.update({ where: { id: webhook.id }, data: { oldSecretUntil: new Date(0) } });
    await callJson(place("/{id}/test").POST, { headers, params, body: {} });
    await send();
    const last = taken.at(-1) as Taken;
    assert.throws(() => new Webhook(webhook.secret).verify(last.body, last.headers as Record<string, string>));
    webhook.secret = rotated.body.secret;
  });

  it("the example of a receiver takes what is signed and refuses what is not", async () => {
    const path = "docs/examples/webhook-receiver.mjs";
    const env = { ...process.env, WEBHOOK_SECRET: webhook.secret };
    const child = spawn(process.execPath, [path, "0"], { env, stdio: ["ignore", "pipe", "inherit"] });
    try {
      const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      const { value: first } = await lines.next();
      const target = `http://127.0.0.1:${first?.split(" ")[1]}/`;
      await callJson(place("/{id}/test").POST, { headers, params: { id: webhook.id }, body: {} });
      await send();
      const [{ headers: got, body }] = taken as [Taken];
      const signed = Object.fromEntries(Object.entries(got).filter(([name]) => name.startsWith("webhook-"))) as Record<
        string,
        string
      >;
      const post = async (text: string, more: Record<string, string> = {}) =>
        (await fetch(target, { method: "POST", body: text, headers: { ...signed, ...more } })).status;
      assert.equal(await post(body), 204);
      assert.match((await lines.next()).value ?? "", /^webhook\.test /);
      assert.equal(await post(body.replace("test", "text")), 401);
      assert.equal(await post(body, { "webhook-id": "another" }), 401);
      assert.equal(await post(body, { "webhook-timestamp": "1" }), 401);
      assert.equal(await post(body, { "webhook-signature": "v1,AAAA" }), 401);
    } finally {
      child.kill();
    }
  });

  it("nobody reads, changes or hears of another organisation's", async () => {
    const others = await makeOrganisation();
    const theirs = await keyOf(others);
    const params = { id: webhook.id };
    assert.deepEqual((await callJson(place("").GET, { headers: theirs })).body.items, []);
    for (const call of [
      callJson(place("/{id}").GET, { headers: theirs, params }),
      callJson(place("/{id}").PATCH, { headers: theirs, params, body: { on: false } }),
      callJson(place("/{id}/remove").POST, { headers: theirs, params, body: {} }),
      callJson(place("/{id}/test").POST, { headers: theirs, params, body: {} }),
      callJson(place("/{id}/rotate-secret").POST, { headers: theirs, params, body: {} }),
      callJson(place("/{id}/deliveries").GET, { headers: theirs, params }),
    ]) {
      assert.equal((await call).status, 404);
    }
    const operator = await inRole(others.owner, "operator");
    const input = { url, events: ["evidence.recorded"], description: "" } as const;
    assert.equal(await refusalOf(createWebhook({ actor: operator, ...input })), "forbidden");
  });

  it("addresses of this network, without TLS or of no form are refused when they are written", async () => {
    const refused = [
      "http://example.org/hook",
      "https://127.0.0.1/hook",
      "https://localhost/hook",
      "https://10.0.0.1/",
      "https://[::1]/",
      "https://[::ffff:192.168.0.1]/",
    ];
    for (const each of refused) {
      const body = { url: each, events: ["evidence.anchored"] };
      const answer = await callJson(place("").POST, { headers, body });
      assert.deepEqual([each, answer.status, answer.body.code], [each, 400, "webhook_url_refused"]);
    }
    for (const each of ["ftp://example.org/", "https://u:p@example.org/", "nonsense", ""]) {
      const answer = await callJson(place("").POST, { headers, body: { url: each, events: ["evidence.anchored"] } });
      assert.deepEqual([each, answer.status, answer.body.code], [each, 400, "invalid_field"]);
    }
    const unknown = await callJson(place("").POST, { headers, body: { url, events: ["evidence.eaten"] } });
    assert.equal(unknown.body.code, "invalid_field");
  });

  it("a name that leads into this network when it is looked up is not asked", async () => {
    await callJson(place("/{id}").PATCH, {
      headers,
      params: { id: webhook.id },
      body: { url: "https://localhost.localdomain/" },
    });
    await prisma().webhook.update({ where: { id: webhook.id }, data: { url: "https://localhost:9/" } });
    await callJson(place("/{id}/test").POST, { headers, params: { id: webhook.id }, body: {} });
    await send();
    const [row] = await listed();
    assert.match(row.failure, /^unreachable: .*inside/);
    await on(webhook.id);
  });

  it("there are at most twenty, and a removed one is told nothing", async () => {
    const others = await makeOrganisation();
    const theirs = await keyOf(others);
    const body = { url, events: ["evidence.recorded"] };
    const made = await Promise.all(
      Array.from({ length: 22 }, () => callJson(place("").POST, { headers: theirs, body })),
    );
    assert.equal(made.filter(({ status: each }) => each === 201).length, 20);
    assert.equal(made.find(({ status: each }) => each === 409)?.body.code, "too_many_webhooks");
    await record(theirs);
    await followLedger("main");
    for (const { body: each } of made.filter(({ status: answered }) => answered === 201)) {
      await callJson(place("/{id}/remove").POST, { headers: theirs, params: { id: each.id }, body: {} });
    }
    taken.length = 0;
    await send();
    assert.equal(taken.filter(({ body: each }) => !each.includes("webhook.test")).length, 0);
    assert.deepEqual((await callJson(place("").GET, { headers: theirs })).body.items, []);
  });

  it("what was told is forgotten after a month", async () => {
    const before = await prisma().webhookMessage.count();
    assert.ok(before > 0);
    assert.equal(await tidyMessages(new Date(Date.now() + 32 * 24 * 60 * 60 * 1_000)), before);
  });
});
