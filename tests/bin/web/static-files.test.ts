/** The build's scripts go out in Brotli to whoever reads it; to everybody else, and whatever else is asked for, the handler answers. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { brotliCompressSync } from "node:zlib";
import { withStaticFiles } from "../../../bin/web/static-files.ts";
import { type Answer, closeServers, send, start } from "./web-stand-in.ts";

const SCRIPT = "console.log('印证');".repeat(400);
const ADDRESS = "/_next/static/chunks/a-1~b.js";

describe("static files of the build", () => {
  let folder: string;
  let port: number;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "sealbook-static-"));
    mkdirSync(join(folder, "chunks"));
    writeFileSync(join(folder, "chunks", "a-1~b.js.br"), brotliCompressSync(SCRIPT));
    writeFileSync(join(folder, "chunks", "gone.css.br"), brotliCompressSync("a{}"));
    writeFileSync(join(folder, "chunks", "page.html.br"), brotliCompressSync("<script>"));
    ({ port } = await start({
      handlePage: withStaticFiles(async (_, response) => void response.writeHead(200).end("the handler"), folder),
    }));
  });
  after(async () => {
    await closeServers();
    rmSync(folder, { recursive: true });
  });

  const ask = (path: string, coding = "gzip, deflate, br, zstd", method = "GET"): Promise<Answer> =>
    send(port, path, { method, headers: { "accept-encoding": coding } });

  it("come with the bytes of the original, for ever, and with the headers of every answer", async () => {
    for (const path of [ADDRESS, `${ADDRESS}?dpl=1`]) {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { "accept-encoding": "br" } });
      assert.equal(await answer.text(), SCRIPT);
      const { headers } = answer;
      assert.equal(headers.get("content-type"), "application/javascript; charset=UTF-8");
      assert.equal(headers.get("cache-control"), "public, max-age=31536000, immutable");
      assert.equal(headers.get("vary"), "Accept-Encoding");
      assert.equal(headers.get("content-encoding"), "br");
      assert.equal(headers.get("x-content-type-options"), "nosniff");
      assert.match(headers.get("content-security-policy") ?? "", /script-src/);
    }
    const head = await ask(ADDRESS, "br", "HEAD");
    assert.deepEqual([head.status, head.body, head.headers["content-encoding"]], [200, "", "br"]);
  });

  it("are the handler's for who does not read Brotli", async () => {
    for (const coding of ["gzip", "", "br;q=0", "br;q=0.0, gzip", "abr", "identity"])
      assert.equal((await ask(ADDRESS, coding)).body, "the handler", coding);
    for (const coding of ["br", "gzip;q=1.0, br;q=0.1", "BR"])
      assert.equal((await ask(ADDRESS, coding, "HEAD")).headers["content-encoding"], "br", coding);
  });

  it("are no way to any other file, nor to one that a later build removed", async () => {
    rmSync(join(folder, "chunks", "gone.css.br"));
    const others = [
      ...["/_next/static/chunks/gone.css", "/_next/static/chunks/page.html", "/_next/static/chunks/a-1~b.js.br"],
      ...["/_next/static/chunks/../chunks/a-1~b.js", "/_next/static/chunks/%2e%2e/chunks/a-1~b.js", "/chunks/a-1~b.js"],
    ];
    for (const path of others) assert.notEqual((await ask(path)).headers["content-encoding"], "br", path);
  });
});
