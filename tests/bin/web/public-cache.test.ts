/** What the web process keeps of the ledger's files: only what is public, only while it is fresh, never more than it may. */
import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, beforeEach, describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import type { Handler } from "../../../bin/web/handler.ts";
import { withPublicCache } from "../../../bin/web/public-cache.ts";

const TILE = "/ledger/main/tile/0/000";
const IMMUTABLE = "public, max-age=31536000, immutable";

describe("the public cache", () => {
  let server: Server;
  let asked: string[] = [];
  let handler: Handler;
  const own: Handler = async (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    await handler(request, response);
  };
  const answer =
    (headers: Record<string, string>, body: string | Buffer = "the tile", status = 200): Handler =>
    async (_, response) => {
      response.writeHead(status, headers);
      response.write(body.slice(0, 3));
      response.end(body.slice(3));
    };
  const get = (path: string, init?: RequestInit) =>
    fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, init);
  const text = async (path: string, init?: RequestInit) => (await get(path, init)).text();
  const isKept = async (path: string): Promise<boolean> => {
    await text(path);
    asked = [];
    await text(path);
    return asked.length === 0;
  };

  before(async () => {
    let cached = withPublicCache(own, 40_000);
    server = createServer((request, response) => {
      if (request.url === "/reset") cached = withPublicCache(own, 40_000);
      response.setHeader("x-own", "of the server");
      void cached(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  beforeEach(async () => {
    handler = answer({});
    await text("/reset");
    asked = [];
    handler = answer({ "cache-control": IMMUTABLE, etag: '"t"', "content-type": "application/octet-stream" });
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  it("gives the second reader the same answer without asking again", async () => {
    const first = await get(TILE);
    const second = await get(TILE);
    assert.equal(await first.text(), "the tile");
    assert.equal(await second.text(), "the tile");
    assert.deepEqual(asked, [`GET ${TILE}`]);
    for (const name of ["etag", "cache-control", "content-type", "x-own"]) {
      assert.equal(second.headers.get(name), first.headers.get(name), name);
    }
    assert.equal(second.headers.get("content-length"), "8");
  });

  it("answers 304 to who has it, and HEAD without a body", async () => {
    await text(TILE);
    for (const etag of ['"t"', 'W/"t"', '"a", "t"', "*"]) {
      const known = await get(TILE, { headers: { "if-none-match": etag } });
      assert.deepEqual([known.status, await known.text(), known.headers.get("etag")], [304, "", '"t"']);
    }
    assert.equal((await get(TILE, { headers: { "if-none-match": '"other"' } })).status, 200);
    const head = await get(TILE, { method: "HEAD" });
    assert.deepEqual([head.status, await head.text(), head.headers.get("content-length")], [200, "", "8"]);
    assert.equal(asked.length, 1);
  });

  it("keeps no answer that is private, short-lived, failed, encoded, somebody's own, or without a validator", async () => {
    const base = { "cache-control": IMMUTABLE, etag: '"t"' };
    const answers: Handler[] = [
      answer({ ...base, "cache-control": "private, max-age=60" }),
      answer({ ...base, "cache-control": "public, no-store" }),
      answer({ ...base, "cache-control": "public, max-age=0" }),
      answer({ ...base, "set-cookie": "a=b" }),
      answer({ "cache-control": IMMUTABLE }),
      answer(base, "not found", 404),
      answer({ ...base, "content-encoding": "gzip" }, gzipSync("x")),
      answer(base, Buffer.alloc(1024 ** 2 + 1)),
    ];
    for (const [at, each] of answers.entries()) {
      handler = each;
      assert.equal(await isKept(TILE), false, `${at}`);
    }
  });

  it("keeps no answer that broke off", async () => {
    handler = async (_, response) => {
      response.writeHead(200, { "cache-control": IMMUTABLE, etag: '"t"', "content-length": 100 });
      response.write("half");
      setTimeout(() => response.destroy(), 20);
    };
    await assert.rejects(text(TILE));
    handler = answer({ "cache-control": IMMUTABLE, etag: '"t"' });
    assert.equal(await text(TILE), "the tile");
  });

  it("asks again once a checkpoint may have changed, and soon enough", async () => {
    handler = answer({ "cache-control": "public, max-age=1", etag: '"1"' }, "one of them");
    assert.equal(await isKept("/ledger/main/checkpoint"), true);
    handler = answer({ "cache-control": "public, max-age=1", etag: '"2"' }, "another");
    await new Promise((resolve) => setTimeout(resolve, 550));
    assert.equal(await text("/ledger/main/checkpoint"), "another");
  });

  it("leaves every other address and method alone", async () => {
    for (const path of [
      `${TILE}?x=1`,
      "/ledger/main/keys",
      "/ledger/main/tile/%30",
      "/explorer",
      "/ledger/MAIN/checkpoint",
    ]) {
      assert.equal(await isKept(path), false, path);
    }
    await text(TILE);
    asked = [];
    for (const method of ["POST", "OPTIONS", "DELETE"]) await text(TILE, { method });
    assert.equal(asked.length, 3);
  });

  it("never keeps more than it may, and drops what was not asked for longest", async () => {
    handler = answer({ "cache-control": IMMUTABLE, etag: '"t"' }, Buffer.alloc(8_192));
    const paths = Array.from({ length: 8 }, (_, at) => `/ledger/main/tile/0/00${at}`);
    for (const path of paths) {
      await text(path);
      await text(paths[0]!);
    }
    asked = [];
    for (const path of [paths[0]!, ...paths.slice(1).reverse()]) await text(path);
    assert.ok(!asked.includes(`GET ${paths[0]}`) && !asked.includes(`GET ${paths[7]}`));
    assert.ok(asked.length >= 4, asked.join());
  });
});
