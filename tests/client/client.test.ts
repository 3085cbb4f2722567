/** `sealbook/client` against the product's own server: typed requests, refusals as errors, and nothing done twice. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { createHash, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { after, before, describe, it } from "node:test";
import { BodyIncomplete, type BulkAnswer, Problem, Sealbook, StrangeAnswer, Unreachable } from "#lib/client/client.ts";
import { makeOrganisation } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { type ProductServer, startProduct } from "../bin/commands/product-server.ts";

const digestOf = (text: string) => createHash("sha256").update(text).digest("hex");
const QUICK = { pauseMs: 5, pauseMsMax: 10 };

describe("the client of the API", () => {
  let product: ProductServer;
  let sealbook: Sealbook;
  let folder: string;

  before(async () => {
    await createTestDatabase();
    product = await startProduct();
    await product.startWorker();
    const { apiKey } = await makeOrganisation();
    sealbook = new Sealbook({ url: product.url, key: apiKey.secret, locale: "en" });
    folder = mkdtempSync(join(tmpdir(), "sealbook-client-"));
  });
  after(async () => {
    await product.stop();
    await dropTestDatabase();
    rmSync(folder, { recursive: true });
  });

  it("records a digest once for one key, and throws refusals by their code", async () => {
    const idempotencyKey = randomUUID();
    const body = { sha256: digestOf("contract"), name: "合同.pdf" };
    const first = await sealbook.record(body, { idempotencyKey });
    assert.equal((await sealbook.record(body, { idempotencyKey })).id, first.id);
    const another = sealbook.record({ ...body, name: "b.pdf" }, { idempotencyKey });
    await assert.rejects(another, (error) => error instanceof Problem && error.code === "idempotency_key_reused");
    await assert.rejects(sealbook.record({ ...body, sha256: "no" }), (error) => {
      assert.ok(error instanceof Problem);
      assert.deepEqual([error.status, error.code, error.field], [400, "invalid_digest", "sha256"]);
      assert.match(error.requestId ?? "", /^[0-9a-f-]{36}$/);
      return true;
    });
  });

  it("uploads a file, waits until it is anchored, and fetches its receipt", async () => {
    const path = join(folder, "annex.txt");
    writeFileSync(path, "附件\n");
    const { id, sha256, mediaType } = await sealbook.upload({ path, mediaType: "text/plain" });
    assert.deepEqual([sha256, mediaType], [digestOf("附件\n"), "text/plain"]);
    assert.equal((await sealbook.wait(id, { seconds: 60 })).state, "anchored");
    const { body } = await sealbook.receipt(id, { format: "pdf" });
    assert.equal(Buffer.from(body.subarray(0, 5)).toString(), "%PDF-");
    const { evidence } = await sealbook.request("GET", "/api/v1/evidence", { query: { limit: 1 } });
    assert.equal(evidence[0]?.id, id);
    const content = await sealbook.download(`/api/v1/evidence/${id}/content`, async (chunks) => {
      const read: Uint8Array[] = [];
      for await (const chunk of chunks) read.push(chunk);
      return Buffer.concat(read).toString();
    });
    assert.equal(content, "附件\n");
  });

  it("gives up at once on a file that became shorter than it was, or cannot be read any more, small or in pieces", async () => {
    const bytes = Buffer.alloc(1_000);
    const sha256 = Buffer.alloc(32);
    const gone = () =>
      Readable.from(
        (function* () {
          yield bytes;
          throw new Error("EIO");
        })(),
      );
    for (const length of [2_000, 65 * 1024 ** 2]) {
      for (const open of [() => Readable.from([bytes]), gone]) {
        const upload = sealbook.upload({ name: "shrinks.bin", body: { length, open }, sha256 });
        await assert.rejects(upload, (error) => error instanceof BodyIncomplete && /1000 of|EIO/.test(error.message));
      }
    }
  });

  it("sends lines, each answered by its number", async () => {
    const lines = Array.from({ length: 300 }, (_, at) => ({
      sha256: at === 99 ? "no" : digestOf(`${at}`),
      name: `${at}.pdf`,
    }));
    const answers: BulkAnswer[] = [];
    for await (const answer of sealbook.bulk(lines, { key: "day" })) answers.push(answer);
    assert.deepEqual([answers.length, answers[99]?.problem?.code, answers[299]?.line], [300, "invalid_digest", 300]);
    for await (const { line, id } of sealbook.bulk(lines, { key: "day" })) assert.equal(id, answers[line - 1]?.id);
  });

  it("comes back when a busy server says, sends again what was lost, and gives up in the end", async () => {
    const seen: string[] = [];
    const plan = ["busy", "lost", "answer", "lost", "lost", "lost", "strange"];
    const server = createServer((request, response) => {
      seen.push(`${request.method} ${request.headers["idempotency-key"]}`);
      const next = plan.shift();
      if (next === "busy") response.writeHead(429, { "retry-after": "0" }).end("{}");
      else if (next === "lost") request.socket.destroy();
      else if (next === "strange") response.writeHead(502).end("<h1>bad gateway</h1>");
      else response.writeHead(201, { "content-type": "application/json" }).end('{"id":"made"}');
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const client = new Sealbook({ url: `http://127.0.0.1:${port}`, patience: QUICK });
      const body = { sha256: digestOf("x"), name: "x.pdf" };
      assert.equal((await client.record(body, { idempotencyKey: "one" })).id, "made");
      assert.deepEqual(seen, Array(3).fill("POST one"));
      await assert.rejects(client.record(body), Unreachable);
      assert.equal(new Set(seen.slice(3)).size, 1, "one request, one key, however often it is sent");
      await assert.rejects(client.evidence("any"), (error) => error instanceof StrangeAnswer && error.status === 502);
      // What came of a change without a key is not known: it is not sent twice.
      plan.push("lost", "answer");
      const change = client.request("PATCH", "/api/v1/keys/{id}", { path: { id: "k" }, body: { name: "n" } });
      await assert.rejects(change, Unreachable);
    } finally {
      server.close();
    }
  });
});
