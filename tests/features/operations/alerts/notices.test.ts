/** Alerts are told by mail and to a program: a real mail server and a real receiver on loopback take them. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, beforeEach, describe, it } from "node:test";
import { startSmtpSink, textOf } from "#tests/support/smtp-sink.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
const SECRET = "a-secret-of-the-tests-long-enough";
const received: { headers: IncomingHttpHeaders; body: string }[] = [];
let answer: { status: number; headers?: Record<string, string> } | "silence" = { status: 204 };
const receiver = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  received.push({ headers: request.headers, body });
  if (answer !== "silence") response.writeHead(answer.status, answer.headers).end("x".repeat(100_000));
});
await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
const sink = await startSmtpSink();
process.env.SMTP_URL = sink.url;
process.env.MAIL_FROM = "Sealbook <sealbook@example.com>";
process.env.ALERT_WEBHOOK_URL = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
process.env.ALERT_WEBHOOK_SECRET = SECRET;
// The configuration is read once, at import.
const { parseEnv } = await import("#lib/env.ts");
const { prisma } = await import("#lib/infra/db/prisma.ts");
const { createTestDatabase, dropTestDatabase } = await import("#tests/support/database.ts");
const { ownerPool } = await import("#tests/support/ledger.ts");
const { makeOrganisation } = await import("#tests/support/accounts.ts");
const { ensureLedger } = await import("#lib/features/ledger/sealing/verbs/create-ledger.ts");
const { raiseAlert } = await import("#lib/features/alarms/verbs/raise-alert.ts");
const { resolveAlert } = await import("#lib/features/alarms/verbs/resolve-alert.ts");
const { queueLetters } = await import("#lib/features/operations/alerts/verbs/queue-letters.ts");
const { queueWebhooks } = await import("#lib/features/operations/alerts/verbs/queue-webhooks.ts");
const { sendDueWebhooks } = await import("#lib/features/outbox/verbs/send-due-webhooks.ts");
const { tidyOutbox } = await import("#lib/features/outbox/verbs/tidy-outbox.ts");
const { alertWebhooks, conditionWatch } = await import("#lib/features/operations/alerts/jobs.ts");
const { webhookSender } = await import("#lib/features/outbox/jobs.ts");
const { runJob } = await import("#lib/infra/jobs/job.ts");
const { diskFilling } = await import("#lib/features/evidence/retention/conditions.ts");
const { sendDueMail } = await import("#lib/features/outbox/verbs/send-due-mail.ts");
const { deliveries, letters } = await import("#lib/features/all.ts");
const { listOutbox } = await import("#lib/features/accounts/members/rows.ts");

const raise = (subject: string) =>
  raiseAlert({ kind: "queue_growing", subject, ledger: "main", details: { waiting: 7, oldestSeconds: 120 } });
const resolve = (subject: string) => resolveAlert({ kind: "queue_growing", subject });
const sendMail = async () => {
  while (await sendDueMail(letters)) {}
};
const dueAgain = () =>
  prisma().outboxItem.updateMany({
    where: { channel: "webhook", nextAttemptAt: { not: null } },
    data: { nextAttemptAt: new Date(0) },
  });
/** What happened is handed to the outbox, and what is due there longest is sent. */
const sendDueNotice = async (options: { timeoutMs?: number } = {}) => {
  await queueWebhooks();
  return (await sendDueWebhooks(deliveries, { ...options, atOnce: 1 }))[0];
};
const itemAbout = async (subject: string) => {
  const { id } = await prisma().alert.findFirstOrThrow({ where: { subject } });
  return await prisma().outboxItem.findFirstOrThrow({ where: { subject: id }, orderBy: { number: "asc" } });
};

describe("notices of alerts", () => {
  let owner: ReturnType<typeof ownerPool>;
  let operating: Awaited<ReturnType<typeof makeOrganisation>>;
  before(async () => {
    await createTestDatabase();
    owner = ownerPool();
    await ensureLedger("main");
    operating = await makeOrganisation("Operating Bank");
    await prisma().organisation.update({ where: { id: operating.id }, data: { operates: true } });
    await makeOrganisation("Another Bank");
  });
  after(async () => {
    await owner.end();
    await dropTestDatabase();
    await sink.stop();
    receiver.closeAllConnections();
    receiver.close();
  });
  beforeEach(async () => {
    // Nothing of the test before is left to be told.
    await queueWebhooks();
    await queueLetters(0);
    await owner.query("UPDATE alert_notice SET at = to_timestamp(0)");
    await prisma().outboxItem.updateMany({ data: { nextAttemptAt: null } });
    received.length = 0;
    sink.received.length = 0;
    answer = { status: 204 };
  });

  it("a program is told once that an alert opened and once that it ended, in that order and signed", async () => {
    await raise("first");
    await raise("first");
    await resolve("first");
    assert.equal((await sendDueNotice())?.kind, "alert.raised");
    assert.equal((await sendDueNotice())?.kind, "alert.resolved");
    assert.equal(await sendDueNotice(), undefined);
    const [opened, resolved] = received.map(({ body }) => JSON.parse(body));
    const alert = await prisma().alert.findFirstOrThrow({ where: { subject: "first" } });
    const facts = {
      notice: "sealbook.alert/v1",
      id: alert.id,
      kind: "queue_growing",
      subject: "first",
      ledger: "main",
    };
    assert.deepEqual(opened, {
      ...facts,
      event: "opened",
      details: { waiting: 7, oldestSeconds: 120 },
      openedAt: alert.openedAt.toISOString(),
      url: `http://localhost:3000/operations/alerts?q=${alert.id}`,
    });
    assert.deepEqual([resolved.event, resolved.resolvedAt], ["resolved", alert.resolvedAt?.toISOString()]);
    for (const { headers, body } of received) {
      const [, seconds, mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers["sealbook-signature"])) ?? [];
      assert.ok(Math.abs(Number(seconds) - Date.now() / 1000) < 60);
      assert.equal(createHmac("sha256", SECRET).update(`${seconds}.${body}`).digest("hex"), mac);
      assert.equal(headers["content-type"], "application/json");
    }
  });

  it("what was not taken is kept and tried again, later and later, and its end is told after it", async () => {
    await raise("kept");
    await resolve("kept");
    answer = { status: 503 };
    let before = 0;
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      const sent = await sendDueNotice();
      assert.deepEqual([sent?.kind, sent?.attempts, sent?.failure], ["alert.raised", attempt, "status: HTTP 503"]);
      assert.equal(await sendDueNotice(), undefined, "neither at once again, nor its end before it");
      const kept = await itemAbout("kept");
      const pause = kept.nextAttemptAt!.getTime() - Date.now();
      assert.ok(pause > before, `${pause} after ${before}`);
      assert.equal(kept.failure, "status: HTTP 503");
      before = pause;
      await prisma().outboxItem.update({ where: { id: kept.id }, data: { nextAttemptAt: new Date(0) } });
    }
    answer = { status: 200 };
    assert.equal((await sendDueNotice())?.failure, undefined);
    assert.equal((await sendDueNotice())?.kind, "alert.resolved");
  });

  it("several workers tell each notice once", async () => {
    for (const subject of ["a", "b", "c", "d"]) await raise(`many ${subject}`);
    // Who looks while another is still queueing them finds nothing yet, and looks again.
    const worker = async () => {
      for (let idle = 0; idle < 3; ) if (!(await sendDueNotice())) idle += 1;
    };
    await Promise.all(Array.from({ length: 8 }, worker));
    assert.deepEqual(received.map(({ body }) => JSON.parse(body).subject).toSorted(), [
      "many a",
      "many b",
      "many c",
      "many d",
    ]);
  });

  it("a redirection is not followed, silence ends, and neither loses the notice", async () => {
    await raise("odd");
    answer = { status: 307, headers: { location: "/elsewhere" } };
    assert.equal((await sendDueNotice())?.failure?.split(":")[0], "unreachable");
    assert.equal(received.length, 1);
    await dueAgain();
    answer = "silence";
    assert.equal((await sendDueNotice({ timeoutMs: 100 }))?.failure?.split(":")[0], "timeout");
    await dueAgain();
    answer = { status: 204 };
    assert.equal((await sendDueNotice())?.failure, undefined);
  });

  it("a notice that nobody took for days is given up, and says so", async () => {
    await raise("old");
    await queueWebhooks();
    assert.equal(await tidyOutbox([]), 0);
    const { id, createdAt, expiresAt } = await itemAbout("old");
    assert.equal(Math.round((expiresAt.getTime() - createdAt.getTime()) / DAY_MS), 3);
    await prisma().outboxItem.update({ where: { id }, data: { expiresAt: new Date() } });
    assert.equal(await tidyOutbox([]), 1);
    assert.equal(await sendDueNotice(), undefined);
    const row = await itemAbout("old");
    assert.deepEqual([row.failure, row.sentAt, row.nextAttemptAt], ["expired", null, null]);
    await raise("older");
    const days = new Date(Date.now() - 4 * DAY_MS);
    await prisma().alert.updateMany({ where: { subject: { in: ["old", "older"] } }, data: { openedAt: days } });
    assert.equal(await queueWebhooks(), 0);
    assert.equal(await queueLetters(0), 0);
  });

  it("many alerts make one letter to each owner and admin of the operating organisation, and the next one waits", async () => {
    for (let index = 0; index < 30; index += 1) await raise(`grouped ${index}`);
    await resolve("grouped 0");
    assert.equal(await queueLetters(), 1);
    await raise("afterwards");
    assert.equal(await queueLetters(), 0, "not one a minute");
    await sendMail();
    assert.deepEqual(
      sink.received.map(({ to }) => to),
      [[operating.ownerEmail]],
    );
    const text = textOf(sink.received[0]!.data);
    assert.match(sink.received[0]!.data, /^Subject: Alerts: 29 new, 1 resolved\r$/m);
    assert.match(text, /7 records wait for a block, the oldest for 2 minutes/);
    assert.match(text, /10 more are on the page/);
    assert.match(text, /http:\/\/localhost:3000\/operations\/alerts/);
    assert.match(text, /Operating Bank, which runs this installation/);
    assert.equal(await queueLetters(0), 1, "what waited is in the next one");
  });

  it("the letter is in the language in which its reader signed in last; the outbox shows that it went", async () => {
    await prisma().session.update({ where: { id: operating.owner.sessionId }, data: { locale: "zh-CN" } });
    await raise("zh");
    assert.equal(await queueLetters(0), 1);
    await sendMail();
    const mail = sink.received.at(-1); // what the test before left goes first
    assert.match(textOf(mail!.data), /账本 main 的记录等待过久/);
    const [row] = (await listOutbox({ organisationId: operating.id })).rows;
    assert.deepEqual([row?.state, row?.invitation], ["sent", undefined]);
  });

  it("two workers write one letter; who has left is not written to", async () => {
    await raise("left");
    const queued = await Promise.all([queueLetters(0), queueLetters(0)]);
    assert.deepEqual(queued.sort(), [0, 1]);
    await prisma().membership.updateMany({ where: { organisationId: operating.id }, data: { role: "auditor" } });
    assert.equal((await sendDueMail(letters))?.outcome, "dropped");
    await raise("nobody");
    assert.equal(await queueLetters(0), 0, "kept until somebody is there to be told");
    await prisma().membership.updateMany({ where: { organisationId: operating.id }, data: { role: "owner" } });
    assert.equal(await queueLetters(0), 1);
  });

  it("the worker's loop finds what is wrong, tells it and its end, and stops when it is told to", async () => {
    const stop = new AbortController();
    const full = { freeShareMin: 1.01, freeBytesMin: Number.MAX_SAFE_INTEGER };
    const { signal } = stop;
    const watching = [conditionWatch(diskFilling(full), 50), alertWebhooks, webhookSender(deliveries)];
    const ended = Promise.all(watching.map((job) => runJob(job, { signal })));
    const until = async (event: string) => {
      for (let waited = 0; waited < 60_000; waited += 50) {
        const found = received.map(({ body }) => JSON.parse(body)).find((told) => told.event === event);
        if (found) return found;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return assert.fail(`never told: ${event}`);
    };
    const told = await until("opened");
    assert.equal(told.kind, "disk_filling");
    assert.ok(told.details.freeBytes > 0 && told.details.freeBytes < told.details.totalBytes);
    stop.abort();
    await ended;
  });

  it("a webhook without a secret, or with a password in its address, is no configuration", () => {
    const url = { ALERT_WEBHOOK_URL: "https://alarms.example.org/x" };
    assert.throws(() => parseEnv(url), /ALERT_WEBHOOK_SECRET: has to be set/);
    assert.throws(() => parseEnv({ ...url, ALERT_WEBHOOK_SECRET: "short" }), /at least 16/);
    const secret = { ALERT_WEBHOOK_SECRET: SECRET };
    assert.throws(() => parseEnv({ ...secret, ALERT_WEBHOOK_URL: "https://u:p@example.org/" }), /user and password/);
    assert.throws(() => parseEnv({ ...secret, ALERT_WEBHOOK_URL: "file:///etc/passwd" }), /ALERT_WEBHOOK_URL/);
    assert.ok(parseEnv({ ...secret, ...url, METRICS_TOKEN: "", WORKER_METRICS_PORT: "" }));
    assert.throws(() => parseEnv({ WORKER_METRICS_HOST: "0.0.0.0" }), /METRICS_TOKEN: has to be set/);
  });
});
