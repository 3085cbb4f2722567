/** The Java client, made from the description, compiled and run with Debian's JDK against a real server and its worker. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { globSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { promisify } from "node:util";
import { makeOrganisation } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { type ProductServer, startProduct } from "../bin/commands/product-server.ts";

const run = promisify(execFile);
const skip = spawnSync("javac", ["--version"]).status === 0 ? false : "no javac: install default-jdk-headless";

let folder: string;
let product: ProductServer;

before(async () => {
  if (skip) return;
  folder = mkdtempSync(join(tmpdir(), "sealbook-java-"));
  await createTestDatabase();
  product = await startProduct();
  await product.startWorker();
});
after(async () => {
  if (skip) return;
  await product.stop();
  await dropTestDatabase();
  rmSync(folder, { recursive: true });
});

it("the Java client records, uploads, waits, sends lines, and is told what is wrong", { skip }, async () => {
  const sources = join(folder, "sources");
  await run(process.execPath, ["bin/clients/write-java.ts", sources]);
  const files = [...globSync(`${sources}/**/*.java`), "tests/interop/java/Journey.java"];
  const compiled = await run("javac", ["--release", "17", "-Xlint:all", "-Werror", "-d", folder, ...files]);
  assert.equal(compiled.stderr, "");

  const { apiKey } = await makeOrganisation();
  // In between is somebody who is busy at first, and loses an answer once: what was sent is sent again, and done once.
  const between = await startBetween(product.url);
  const { stdout } = await run("java", ["-cp", folder, "Journey", between.url], {
    env: { ...process.env, SEALBOOK_KEY: apiKey.secret },
    timeout: 120_000,
  }).finally(() => between.close());
  assert.deepEqual(stdout.trim().split("\n"), [
    'recorded | 贷款合同 "A".pdf | true | true',
    "reused | 409 | idempotency_key_reused",
    "uploaded | file | true | text/plain",
    "anchored | anchored | true",
    "receipt | %PDF-",
    "bulk | 10050 | 1 | invalid_digest | 10050",
    "again | true",
    "problem | 400 | invalid_digest | sha256",
    "list | 2",
  ]);
  assert.deepEqual(between.done, { busy: 1, lost: 1 });
});

/** Passes requests on. The first is told to come back; of the second the answer is lost. */
async function startBetween(url: string) {
  const done = { busy: 0, lost: 0 };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (done.busy === 0) {
      done.busy += 1;
      response.writeHead(503, { "retry-after": "1" }).end();
      return;
    }
    const {
      host: _,
      connection: __,
      "content-length": ___,
      upgrade: ____,
      "http2-settings": _____,
      ...headers
    } = request.headers;
    const body = chunks.length > 0 ? Buffer.concat(chunks) : undefined;
    const sent = { method: request.method ?? "GET", headers: headers as Record<string, string>, ...(body && { body }) };
    const answer = await fetch(`${url}${request.url}`, sent);
    const bytes = Buffer.from(await answer.arrayBuffer());
    if (done.lost === 0) {
      done.lost += 1;
      request.socket.destroy();
      return;
    }
    response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" }).end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, done, close: () => server.close() };
}
