/** The outbox, whatever it delivers: once counted, in order where it matters, and nobody waits for what somebody else cannot take. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, beforeEach, describe, it } from "node:test";
import { queueItems } from "#lib/features/outbox/verbs/queue-items.ts";
import { renewItem } from "#lib/features/outbox/verbs/renew-item.ts";
import { sendDueWebhooks } from "#lib/features/outbox/verbs/send-due-webhooks.ts";
import { tidyOutbox } from "#lib/features/outbox/verbs/tidy-outbox.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { delivery } from "#lib/infra/http/delivery.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";

const HOUR_MS = 60 * 60 * 1_000;
const DAY_MS = 24 * HOUR_MS;

describe("the outbox", () => {
  const taken: string[] = [];
  const refused = new Set<string>();
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const takes = !refused.has(body);
    if (takes) taken.push(body);
    response.writeHead(takes ? 204 : 503).end();
  });
  const target = () => ({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    headers: {},
  });
  const news = delivery({
    kind: "alert.raised",
    keptDays: 30,
    write: async (_, { recipient, subject }) => ({ ...target(), body: `${recipient} ${subject}` }),
  });
  const secret = delivery({
    kind: "alert.resolved",
    keptDays: 0,
    write: async (_, { recipient, subject }) => ({ ...target(), body: `${recipient} ${subject} end` }),
  });
  const broken = delivery({ ...news, write: () => Promise.reject(new Error("no words for it")) });

  const sendDueWebhook = async (kinds: (typeof news)[]) => (await sendDueWebhooks(kinds, { atOnce: 1 }))[0];
  const queue = (kind: typeof news, items: [recipient: string, subject?: string][], ageMs = HOUR_MS) =>
    queueItems(
      prisma(),
      kind,
      items.map(([recipient, subject]) => ({
        ...{ recipient, expiresAt: new Date(Date.now() + ageMs) },
        ...(subject ? { subject } : {}),
      })),
    );
  const dueAgain = () =>
    prisma().outboxItem.updateMany({
      where: { nextAttemptAt: { not: null } },
      data: { nextAttemptAt: new Date(0) },
    });
  const sendAll = async () => {
    while (await sendDueWebhook([news, secret])) {}
  };

  before(async () => {
    await createTestDatabase();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  after(async () => {
    server.closeAllConnections();
    server.close();
    await dropTestDatabase();
  });
  beforeEach(async () => {
    await prisma().outboxItem.deleteMany();
    taken.length = 0;
    refused.clear();
  });

  it("what is about one subject reaches a recipient in order; others, and other subjects, do not wait for it", async () => {
    refused.add("a 1");
    await queue(news, [
      ["a", "1"],
      ["b", "1"],
      ["a", "2"],
    ]);
    await queue(secret, [["a", "1"]]);
    await sendAll();
    assert.deepEqual(taken, ["b 1", "a 2"]);
    refused.clear();
    await dueAgain();
    await sendAll();
    assert.deepEqual(taken, ["b 1", "a 2", "a 1", "a 1 end"]);
  });

  it("whoever is told much holds up nobody else: each recipient has a turn before any has its second", async () => {
    await queue(news, [
      ...Array.from({ length: 9 }, (_, at): [string, string] => ["a", `${at}`]),
      ["b", "1"],
      ["b", "2"],
      ["c", "1"],
    ]);
    const claimed = await sendDueWebhooks([news], { atOnce: 4 });
    assert.deepEqual(
      claimed.map(({ outcome }) => outcome),
      ["sent", "sent", "sent", "sent"],
    );
    assert.deepEqual(taken.toSorted(), ["a 0", "a 1", "b 1", "c 1"]);
    const [one, two] = await Promise.all([
      sendDueWebhooks([news], { atOnce: 64 }),
      sendDueWebhooks([news], { atOnce: 64 }),
    ]);
    assert.equal(one.length + two.length, 8, "of several workers each item goes to one");
    assert.equal(taken.length, 12);
  });

  it("one that cannot be written is counted and tried later, and holds up no other", async () => {
    await queue(news, [["a", "1"]]);
    await queue(secret, [["b", "1"]]);
    await assert.rejects(sendDueWebhook([broken, secret]), /no words for it/);
    assert.equal((await sendDueWebhook([broken, secret]))?.outcome, "sent");
    assert.equal(await sendDueWebhook([broken, secret]), undefined);
    const [item] = await prisma().outboxItem.findMany();
    assert.deepEqual([item?.attempts, item!.nextAttemptAt! > new Date()], [1, true]);
  });

  it("one that nobody here can write stays for somebody who can", async () => {
    await queue(news, [["a", "1"]]);
    assert.equal(await sendDueWebhook([secret]), undefined);
    assert.equal((await sendDueWebhook([news, secret]))?.attempts, 1);
  });

  it("what shall leave no trace is gone once it was sent, or is of no use any more", async () => {
    await queue(secret, [["a"]]);
    await sendAll();
    assert.deepEqual([taken.length, await prisma().outboxItem.count()], [1, 0]);
    await queue(secret, [["b"]], -1);
    await sendAll();
    assert.equal(taken.length, 1, "of no use any more: not sent");
    assert.equal(await tidyOutbox([news, secret]), 1);
    assert.equal(await prisma().outboxItem.count(), 0);
  });

  it("what was sent is kept for the days that its kind says, and what waits however long it waits", async () => {
    await queue(news, [["old"], ["new"]]);
    await sendAll();
    const old = { createdAt: new Date(Date.now() - 31 * DAY_MS) };
    await prisma().outboxItem.updateMany({ where: { recipient: "old" }, data: old });
    await queue(news, [["waiting"]]);
    await prisma().outboxItem.updateMany({ where: { recipient: "waiting" }, data: old });
    await tidyOutbox([news, secret]);
    const left = await prisma().outboxItem.findMany({ orderBy: { number: "asc" } });
    assert.deepEqual(
      left.map(({ recipient }) => recipient),
      ["new", "waiting"],
    );
  });

  it("renewing sends anew what was not sent, and nothing that was", async () => {
    refused.add("a 1");
    await queue(news, [["a", "1"]]);
    await sendAll();
    refused.clear();
    const renewed = { subject: "1", expiresAt: new Date(Date.now() + DAY_MS) };
    assert.equal(await renewItem(prisma(), news, renewed), true);
    assert.equal((await sendDueWebhook([news]))?.attempts, 1, "as if it had never been tried");
    assert.equal(await renewItem(prisma(), news, renewed), false);
  });

  it("goes with the transaction that queues it", async () => {
    const undone = prisma().$transaction(async (tx) => {
      await queueItems(tx, news, [{ recipient: "a", expiresAt: new Date(Date.now() + HOUR_MS) }]);
      throw new Error("undone");
    });
    await assert.rejects(undone, /undone/);
    assert.equal(await prisma().outboxItem.count(), 0);
  });
});
