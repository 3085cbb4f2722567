/** Reading a ledger from a server that is slow, broken or wants to use up the reader. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { httpSource } from "#lib/parties/ledger-reader/http-source.ts";
import { readSigned } from "#lib/parties/ledger-reader/trusted-ledger.ts";
import { VerifiedTree } from "#lib/parties/ledger-reader/verified-tree.ts";
import type { FileServer } from "#tests/parties/file-server.ts";
import { entryAt, VKEY } from "#tests/parties/static-ledger.ts";
import { dropLedger, fails, MIB, makeHonest, SIZE, serveLedger, sourceOf, trusted } from "./reader-fixture.ts";

describe("reading a ledger", () => {
  let folder: string;
  let server: FileServer;
  let root: Uint8Array;
  const source = () => sourceOf(server);
  const treeOf = () => new VerifiedTree({ checkpoint: { size: BigInt(SIZE), root }, sources: [source()] });

  before(async () => {
    ({ folder, server, root } = await serveLedger());
  });
  afterEach(() => makeHonest(server));
  after(() => dropLedger({ folder, server }));

  it("cuts off a body that never ends, without keeping it", async () => {
    const before = process.memoryUsage().rss;
    let sent = 0;
    server.lie = (_, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(MIB))) sent++;
      };
      response.on("drain", more);
      more();
      return true;
    };
    await fails(readSigned(source(), trusted(VKEY)), "too_large");
    await fails(treeOf().tile(2, 0n), "too_large");
    assert.ok(sent < 64, `${sent} MiB were taken`);
    assert.ok(process.memoryUsage().rss - before < 200 * MIB);
  });

  it("undoes gzip, and stops where a small body would become a huge one", async () => {
    server.lie = (path, response) => {
      if (!path.startsWith("tile/entries/")) return false;
      response.setHeader("content-encoding", "gzip");
      return Boolean(response.end(gzipSync(readFileSync(join(folder, path)))));
    };
    assert.deepEqual((await treeOf().bundle(1n)).entries[0], entryAt(256));
    const bomb = gzipSync(Buffer.alloc(512 * MIB));
    server.lie = (path, response) => {
      if (!path.startsWith("tile/entries/")) return false;
      response.setHeader("content-encoding", "gzip");
      return Boolean(response.end(bomb));
    };
    const before = process.memoryUsage().rss;
    await fails(treeOf().bundle(2n), "too_large");
    assert.ok(process.memoryUsage().rss - before < 200 * MIB);
  });

  it("follows no redirect, and says so", async () => {
    server.lie = (_, response) => Boolean(response.writeHead(302, { location: "http://127.0.0.1:1/" }).end());
    const error = await fails(readSigned(source(), trusted(VKEY)), "redirected");
    assert.equal(error.isWrong, false);
    assert.equal(server.asked.length, 1);
  });

  it("gives up on a server that drips, hangs or breaks off, after a bounded number of attempts", async () => {
    const slow = httpSource(new URL(server.url), { firstPauseMs: 1, requestMsMax: 150 });
    server.lie = (_, response) => {
      response.write("s");
      const timer = setInterval(() => response.write("s"), 20);
      response.on("close", () => clearInterval(timer));
      return true;
    };
    await fails(readSigned(slow, trusted(VKEY)), "timeout");
    assert.equal(server.asked.length, 4);
    server.lie = (_, response) => Boolean(response.destroy());
    await fails(readSigned(source(), trusted(VKEY)), "unreachable");
    server.lie = (_, response) => Boolean(response.writeHead(500).end());
    await fails(readSigned(source(), trusted(VKEY)), "bad_status");
    assert.equal(server.asked.length, 12);
  });

  it("tries again what failed once, and waits as long as a busy server asks", async () => {
    let calls = 0;
    server.lie = (_, response) => ++calls < 3 && Boolean(response.writeHead(503).end());
    assert.equal((await readSigned(source(), trusted(VKEY))).size, BigInt(SIZE));
    calls = 0;
    server.lie = (_, response) => ++calls < 2 && Boolean(response.writeHead(429, { "retry-after": "1" }).end());
    const started = Date.now();
    assert.equal((await readSigned(source(), trusted(VKEY))).size, BigInt(SIZE));
    assert.ok(Date.now() - started >= 900);
  });
});
