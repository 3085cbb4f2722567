/** A mirror as a program: what it says of a fork, and what it serves. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { createMirrorServer } from "#lib/parties/mirror/serve.ts";
import { SEALBOOK, sealbook } from "#tests/bin/commands/run-cli.ts";
import { type FileServer, serveFolder } from "#tests/parties/file-server.ts";
import { clearPlace, filesOf, makePlace, mirrorOnce } from "#tests/parties/mirror/mirror-fixture.ts";
import { VKEY, writeLedger } from "#tests/parties/static-ledger.ts";

describe("a mirror", () => {
  let root: string;
  let folder: string;
  let server: FileServer;
  let mirrored: string;

  beforeEach(async () => {
    ({ root, folder, server, mirrored } = await makePlace());
  });
  afterEach(() => clearPlace({ root, server }));

  it("tells of a fork on the command line, in both languages, with a code that is not 0", async () => {
    writeLedger(folder, 10);
    const args = ["mirror", "--url", server.url, "--vkey", VKEY, "--dir", mirrored, "--once"];
    const first = await sealbook(args);
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stdout, /10 entries, 10 of them new/);
    rmSync(folder, { recursive: true });
    const { note } = writeLedger(folder, 12, { forkAt: 3, history: "other" });
    for (const [LC_ALL, word] of [
      ["en_US.UTF-8", "FORK"],
      ["zh_CN.UTF-8", "分叉"],
    ] as const) {
      const { code, stderr } = await sealbook(args, { env: { LC_ALL } });
      assert.equal(code, 1);
      assert.ok(stderr.includes(word) && stderr.includes(note), stderr);
    }
    const json = await sealbook([...args, "--json"]);
    const line = JSON.parse(json.stdout);
    assert.deepEqual([line.event, line.shown], ["fork", note]);
    await server.close();
    assert.equal((await sealbook([...args, "--json"])).code, 2);
    server = await serveFolder(folder);
    assert.equal((await sealbook(["mirror", "--dir", mirrored])).code, 2);
    assert.equal((await sealbook(["mirror", "--dir", mirrored, "--url", server.url])).code, 2);
  });

  it("is served as the format wants it, and leads nowhere else", async () => {
    writeLedger(folder, 300);
    await mirrorOnce(server.url, mirrored);
    writeFileSync(join(root, "secret"), "secret");
    const http = createMirrorServer({ folder: mirrored, version: "9.9.9" });
    await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
    const { port } = http.address() as AddressInfo;
    const at = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}/${path}`, init);
    const checkpoint = await at("checkpoint");
    assert.equal(checkpoint.headers.get("content-type"), "text/plain; charset=utf-8");
    assert.equal(checkpoint.headers.get("server"), "sealbook-mirror/9.9.9");
    assert.match(checkpoint.headers.get("cache-control") ?? "", /^public, max-age=\d$/);
    const tile = await at("tile/0/001.p/44");
    assert.equal((await tile.arrayBuffer()).byteLength, 44 * 32);
    assert.equal(tile.headers.get("content-type"), "application/octet-stream");
    assert.match(tile.headers.get("cache-control") ?? "", /immutable/);
    assert.equal(tile.headers.get("access-control-allow-origin"), "*");
    const etag = tile.headers.get("etag") ?? "";
    assert.equal((await at("tile/0/001.p/44", { headers: { "if-none-match": etag } })).status, 304);
    const head = await at("tile/0/000", { method: "HEAD" });
    assert.deepEqual([head.status, head.headers.get("content-length"), await head.text()], [200, "8192", ""]);
    assert.equal((await at("checkpoint", { method: "POST", body: "x" })).status, 405);
    for (const path of ["tile/0/002", "", "conflicts", ".writing", "tile", "tile/0/000/", "tile/0/%30%30%30", "keys"]) {
      assert.equal((await at(path)).status, 404, path);
    }
    for (const target of [
      "/../secret",
      "/tile/../../secret",
      "/%2e%2e/secret",
      "//../secret",
      "/tile/0/..%2f..%2f..%2fsecret",
      "*",
      "http://x/../secret",
    ]) {
      assert.match(await rawStatus(port, target), /^HTTP\/1\.1 40[04]/, target);
    }
    const second = join(root, "second");
    const args = ["mirror", "--url", `http://127.0.0.1:${port}`, "--vkey", VKEY, "--dir", second, "--once"];
    assert.equal((await sealbook(args)).code, 0);
    assert.deepEqual(filesOf(second), filesOf(mirrored));
    http.closeAllConnections();
    http.close();
  });

  it("keeps in step and serves at once, until it is told to stop", async (t) => {
    writeLedger(folder, 10);
    const args = [
      "mirror",
      "--url",
      server.url,
      "--vkey",
      VKEY,
      "--dir",
      mirrored,
      "--interval",
      "1",
      "--serve",
      "127.0.0.1:0",
      "--json",
    ];
    const child = spawn(process.execPath, [SEALBOOK, ...args], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, LC_ALL: "C" },
    });
    t.after(() => child.kill("SIGKILL"));
    const ended = new Promise((resolve) => child.once("exit", resolve));
    let url = "";
    let text = "";
    for await (const chunk of child.stdout) {
      text += chunk;
      const events = text
        .split("\n")
        .slice(0, -1)
        .map((line) => JSON.parse(line));
      url = events.find(({ event }) => event === "serving")?.url ?? "";
      const sizes = events.flatMap(({ event, size }) => (event === "grown" ? [size] : []));
      if (sizes.length === 1 && sizes[0] === 10) writeLedger(folder, 20);
      if (sizes.includes(20)) break;
    }
    assert.match(await (await fetch(`${url}/checkpoint`)).text(), /\n20\n/);
    child.kill("SIGTERM");
    assert.equal(await ended, 0);
  });
});

/** The first line of the answer to a request target that no client library would send. */
async function rawStatus(port: number, target: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.end(`GET ${target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
  let answer = "";
  for await (const chunk of socket) answer += chunk;
  assert.ok(!answer.includes("secret\n") && !answer.endsWith("secret"));
  return answer.split("\r\n", 1)[0] ?? "";
}
