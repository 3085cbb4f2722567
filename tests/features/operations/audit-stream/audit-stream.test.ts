/** The audit log reaches another system: every row, in its bytes, until it was taken, and nothing where none is named. */
import "#tests/support/api-configuration.ts";
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer as createHttp } from "node:http";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { after, before, describe, it } from "node:test";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { auditStreamBehind } from "#lib/features/operations/audit-stream/conditions.ts";
import { readTarget, type Target } from "#lib/features/operations/audit-stream/types.ts";
import { noteStream, sendUnsent } from "#lib/features/operations/audit-stream/verbs/send-unsent.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { syslogMessage } from "#lib/infra/siem/syslog.ts";
import { makeOrganisation } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";

const signal = new AbortController().signal;
const send = (target: Target) => sendUnsent(target, { host: "evidence.example", signal });
const waiting = async () => await prisma().auditUnsent.count();

/** Octet counting: the messages of a connection. */
function messagesIn(bytes: Buffer): string[] {
  const messages: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(" ", at);
    const end = space + 1 + Number(bytes.toString("latin1", at, space));
    messages.push(bytes.toString("utf8", space + 1, end));
    at = end;
  }
  return messages;
}

describe("the audit log's stream", () => {
  before(async () => {
    await createTestDatabase();
    await ensureLedger("main");
  });
  after(async () => await dropTestDatabase());

  it("notes nothing while no system is named, and forgets what waits when none is any more", async () => {
    await makeOrganisation();
    assert.equal(await waiting(), 0);
    assert.deepEqual(await auditStreamBehind.look?.(), []);
    await noteStream(true);
    await noteStream(true);
    await makeOrganisation();
    assert.ok((await waiting()) > 0);
    await noteStream(false);
    assert.equal(await waiting(), 0);
  });

  it("sends each row by syslog in one line, and again when the connection broke before all was read", async () => {
    await noteStream(true);
    const { id } = await makeOrganisation("银行\nBank");
    const count = await waiting();
    const received: Buffer[] = [];
    let breaks = true;
    const server = createServer((socket: Socket) => {
      if (breaks) socket.once("data", () => socket.resetAndDestroy());
      else socket.on("data", (chunk) => received.push(chunk));
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    const target = readTarget(`syslog+tcp://127.0.0.1:${port}`) as Target;
    await assert.rejects(send(target));
    assert.equal(await waiting(), count);
    breaks = false;
    assert.equal(await send(target), count);
    assert.equal(await send(target), 0);
    const messages = messagesIn(Buffer.concat(received));
    assert.equal(messages.length, count);
    const created = messages.find((message) => message.includes("organisation.create"));
    assert.match(created ?? "", /^<110>1 \S+Z evidence\.example sealbook - organisation\.create - \ufeff\{"action":/);
    const row = JSON.parse(created?.slice(created.indexOf("{")) ?? "");
    assert.equal(row.organisation, id);
    assert.ok(!created?.includes("\n"));
    server.close();
  });

  it("sends each row by OTLP, and again when it was not taken or not all of it", async () => {
    await makeOrganisation();
    const count = await waiting();
    assert.ok(count > 0);
    const answers = [
      [503, ""],
      [200, '{"partialSuccess":{"rejectedLogRecords":"1"}}'],
      [200, "{}"],
    ] as const;
    const bodies: { headers: unknown; body: string }[] = [];
    const server = createHttp(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      const [status, text] = answers[bodies.length] ?? [500, ""];
      bodies.push({ headers: request.headers.authorization, body });
      response.writeHead(status).end(text);
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    const target = readTarget(`otlp+http://127.0.0.1:${port}/v1/logs`, "Bearer a") as Target;
    await assert.rejects(send(target), /HTTP 503/);
    await assert.rejects(send(target), /1 refused/);
    assert.equal(await send(target), count);
    assert.equal(await waiting(), 0);
    const [, , { headers, body } = { headers: "", body: "{}" }] = bodies;
    assert.equal(headers, "Bearer a");
    const records = JSON.parse(body).resourceLogs[0].scopeLogs[0].logRecords;
    assert.equal(records.length, count);
    assert.match(records[0].timeUnixNano, /^\d{19}$/);
    server.close();
  });

  it("takes addresses of its schemes alone, without a password", () => {
    for (const text of ["syslog+udp://a:1", "syslog+tcp://a", "https://a", "otlp+tcp://a:1", "syslog+tls://u:p@a:1"])
      assert.equal(readTarget(text), undefined, text);
    assert.deepEqual(readTarget("syslog+tls://[::1]:6514"), { kind: "syslog", host: "::1", port: 6514, tls: true });
  });

  it("writes a header that nothing in a row can break", () => {
    const line = syslogMessage({ at: new Date(0), kind: "a b\n<>é".padEnd(40, "x"), text: "{}" }, "");
    assert.match(line, /^<110>1 1970-01-01T00:00:00\.000Z - sealbook - a_b_<>_x{25} - \ufeff\{\}$/);
  });
});
