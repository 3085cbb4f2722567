/** A mirror: everything verified, nothing taken back, whole after every death; served and proven against. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { utf8 } from "#lib/core/bytes.ts";
import { openCheckpoint } from "#lib/core/checkpoint.ts";
import { parsePolicy } from "#lib/core/policy.ts";
import { formatReceipt } from "#lib/core/receipt.ts";
import { parseTlogProof } from "#lib/core/tlog-proof.ts";
import { verifyReceipt } from "#lib/core/verify-receipt.ts";
import { openSource } from "#lib/nodes/ledger-reader/source.ts";
import { type TrustedLedger, trustLedger } from "#lib/nodes/ledger-reader/trusted-ledger.ts";
import { type MirrorEvent, runMirror } from "#lib/nodes/mirror/run.ts";
import { createMirrorServer } from "#lib/nodes/mirror/serve.ts";
import { MirrorStore } from "#lib/nodes/mirror/store.ts";
import { SEALBOOK, sealbook } from "#tests/cli/run-cli.ts";
import { receipt, receiptBytes, entry as receiptEntry, without } from "#tests/core/receipt-fixture.ts";
import { type FileServer, serveFolder } from "./file-server.ts";
import {
  digestOf,
  LEDGER,
  noteOf,
  OTHER_KEY,
  put,
  rootAt,
  temporaryFolder,
  VKEY,
  writeLedger,
} from "./static-ledger.ts";

const ledger = trustLedger([VKEY]) as TrustedLedger;

/** Every file of the format, by its path; conflicts and rests left out. */
function filesOf(folder: string): Map<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (path) => !/^(\.writing|conflicts)/.test(path),
  );
  const files = paths.filter((path) => !existsSync(join(folder, path, ".")));
  return new Map(files.sort().map((path) => [path, digestOf(readFileSync(join(folder, path)))]));
}

describe("a mirror", () => {
  let root: string;
  let server: FileServer;
  let folder: string;
  let mirrored: string;

  beforeEach(async () => {
    root = temporaryFolder();
    folder = join(root, "ledger");
    mirrored = join(root, "mirror");
    mkdirSync(folder);
    server = await serveFolder(folder);
  });
  afterEach(async () => {
    await server.close();
    rmSync(root, { recursive: true, force: true });
  });

  async function step(from = server.url): Promise<{ event: MirrorEvent; end: string }> {
    const events: MirrorEvent[] = [];
    const end = await runMirror({
      source: openSource(from)!,
      store: new MirrorStore(mirrored),
      ledger,
      intervalMs: undefined,
      onEvent: (event) => events.push(event),
    });
    assert.equal(events.length, 1);
    return { event: events[0]!, end };
  }

  it("copies a ledger byte for byte, whatever its size, and then says that it is in step", async () => {
    for (const size of [0, 1, 255, 256, 257, 1_000, 66_000]) {
      rmSync(folder, { recursive: true });
      rmSync(mirrored, { recursive: true, force: true });
      writeLedger(folder, size);
      const { event, end } = await step();
      assert.equal(end, "ok");
      assert.equal(event.outcome, size === 0 ? "current" : "grown");
      assert.deepEqual(filesOf(mirrored), filesOf(folder), `${size}`);
      server.asked = [];
      assert.equal((await step()).event.outcome, "current");
      assert.ok(server.asked.length < 20, `asked again for ${server.asked.length} files`);
    }
  });

  it("follows a ledger that grows, asks only for what is new, and drops what a full tile has superseded", async () => {
    writeLedger(folder, 300);
    await step();
    writeLedger(folder, 400);
    await step();
    assert.ok(existsSync(join(mirrored, "tile/0/001.p/44")), "the partial tile of an earlier checkpoint stays");
    writeLedger(folder, 1_100);
    server.asked = [];
    const { event } = await step();
    assert.ok(event.outcome === "grown" && event.from === 400n && event.checkpoint.size === 1_100n);
    assert.ok(!server.asked.includes("tile/entries/000"));
    assert.deepEqual(readdirSync(join(mirrored, "tile/0")), ["000", "001", "002", "003", "004.p"]);
    assert.deepEqual(readdirSync(join(mirrored, "tile/entries")), ["000", "001", "002", "003", "004.p"]);
  });

  it("copies what stands beside the tree, and keeps it when the source no longer has it", async () => {
    writeLedger(folder, 3);
    put(folder, "witness-policy", `log ${VKEY}\nquorum none\n`);
    put(folder, "keys", "keys\n");
    await step();
    assert.ok(!("error" in parsePolicy(readFileSync(join(mirrored, "witness-policy"), "utf8"))));
    rmSync(join(folder, "keys"));
    await step();
    assert.ok(existsSync(join(mirrored, "keys")));
  });

  it("keeps a newer note of the same tree: it may carry more signatures", async () => {
    const { note } = writeLedger(folder, 5);
    await step();
    const more = `${note}— w.example ${Buffer.alloc(76, 7).toString("base64")}\n`;
    put(folder, "checkpoint", more);
    await step();
    assert.equal(readFileSync(join(mirrored, "checkpoint"), "utf8"), more);
  });

  it("refuses a fork, larger, smaller or as large, keeps both notes, and stays as it was", async () => {
    const { note } = writeLedger(folder, 600);
    await step();
    const before = filesOf(mirrored);
    for (const size of [600, 900, 500]) {
      rmSync(folder, { recursive: true });
      const other = writeLedger(folder, size, { forkAt: 400, history: "other" });
      const { event, end } = await step();
      assert.equal(end, "wrong");
      assert.ok(event.outcome === "fork", event.outcome);
      assert.equal(readFileSync(join(mirrored, event.kept, "held"), "utf8"), note);
      assert.equal(readFileSync(join(mirrored, event.kept, "shown"), "utf8"), other.note);
      assert.deepEqual(filesOf(mirrored), before);
    }
  });

  it("refuses a rollback and keeps both notes; a source that is merely behind for a moment is forgiven", async () => {
    writeLedger(folder, 600);
    await step();
    const before = filesOf(mirrored);
    rmSync(folder, { recursive: true });
    const old = writeLedger(folder, 500);
    const { event, end } = await step();
    assert.equal(end, "wrong");
    assert.ok(event.outcome === "rollback" && event.shown === old.note);
    assert.deepEqual(filesOf(mirrored), before);

    const outcomes: string[] = [];
    const stopping = new AbortController();
    const run = (onEvent: (event: MirrorEvent) => void) =>
      runMirror({
        source: openSource(server.url)!,
        store: new MirrorStore(mirrored),
        ledger,
        intervalMs: 5,
        signal: stopping.signal,
        onEvent,
      });
    assert.equal(await run(({ outcome }) => outcomes.push(outcome)), "wrong");
    assert.deepEqual(outcomes, ["rollback", "rollback", "rollback"]);
    const recovered: string[] = [];
    const last = await run(({ outcome }) => {
      recovered.push(outcome);
      if (outcome === "rollback") writeLedger(folder, 700);
      else stopping.abort();
    });
    assert.deepEqual([last, ...recovered], ["ok", "rollback", "grown"]);
  });

  it("replaces its checkpoint only once the whole tree is there and right", async () => {
    writeLedger(folder, 600);
    await step();
    const checkpoint = readFileSync(join(mirrored, "checkpoint"), "utf8");
    writeLedger(folder, 1_200);
    const lies: [string, (body: Buffer) => Buffer | undefined, string][] = [
      ["tile/entries/003", (body) => body.fill(65, 30, 31), "wrong"],
      ["tile/entries/003", (body) => body.subarray(0, 100), "wrong"],
      ["tile/0/003", (body) => body.fill(1, 0, 1), "wrong"],
      ["tile/0/004.p/176", () => undefined, "unavailable"],
      ["checkpoint", () => Buffer.from(noteOf({ size: 10n ** 15n, root: rootAt(1) })), "unavailable"],
    ];
    for (const [at, change, expected] of lies) {
      server.lie = (path, response) => {
        if (path !== at) return false;
        const body = change(readFileSync(join(folder, at)));
        response.writeHead(body ? 200 : 404).end(body);
        return true;
      };
      const { event, end } = await step();
      assert.equal(event.outcome, "failed");
      assert.equal(end, expected, at);
      assert.equal(readFileSync(join(mirrored, "checkpoint"), "utf8"), checkpoint);
    }
    server.lie = () => false;
    assert.equal((await step()).event.outcome, "grown");
    const copied = filesOf(mirrored);
    assert.deepEqual(
      [...filesOf(folder)].filter(([path, digest]) => copied.get(path) !== digest),
      [],
    );
  });

  it("does not believe its own folder either: a damaged file is fetched again", async () => {
    writeLedger(folder, 600);
    await step();
    rmSync(join(mirrored, "checkpoint"));
    writeFileSync(join(mirrored, "tile/0/000"), Buffer.alloc(8_192));
    writeFileSync(join(mirrored, "tile/entries/001"), "cut");
    assert.equal((await step()).event.outcome, "grown");
    assert.deepEqual(filesOf(mirrored), filesOf(folder));
    writeFileSync(join(mirrored, "checkpoint"), noteOf({ size: 600, root: rootAt(600) }).replace("600", "601"));
    assert.equal((await step()).end, "wrong");
  });

  it("is whole after every kill -9, and goes on from there", async () => {
    writeLedger(folder, 300);
    await step();
    writeLedger(folder, 20_000);
    server.lie = (_, response, request) => {
      setTimeout(() => {
        if (!response.destroyed) response.end(readFileSync(join(folder, request.url!.slice(1))));
      }, 2);
      return existsSync(join(folder, request.url!.slice(1)));
    };
    const args = ["mirror", "--url", server.url, "--vkey", VKEY, "--dir", mirrored, "--once"];
    let deaths = 0;
    for (let delay = 350; delay < 2_000; delay += 120) {
      const child = spawn(process.execPath, [SEALBOOK, ...args], {
        stdio: "ignore",
        env: { ...process.env, LC_ALL: "C" },
      });
      const code = await new Promise((resolve) => {
        child.once("exit", resolve);
        setTimeout(() => child.kill("SIGKILL"), delay);
      });
      const note = readFileSync(join(mirrored, "checkpoint"), "utf8");
      const opened = openCheckpoint(note, LEDGER.key);
      assert.ok(!("failed" in opened));
      // What it states is all there, verified by a second mirror that has nothing but its files.
      const second = join(root, `second-${delay}`);
      const end = await runMirror({
        source: openSource(mirrored)!,
        store: new MirrorStore(second),
        ledger,
        intervalMs: undefined,
        onEvent: () => {},
      });
      assert.equal(end, "ok");
      rmSync(second, { recursive: true });
      if (code === 0) break;
      deaths++;
    }
    assert.ok(deaths > 0, "it was never killed in time");
    server.lie = () => false;
    assert.equal((await step()).end, "ok");
    assert.ok(readFileSync(join(mirrored, "checkpoint"), "utf8").includes("\n20000\n"));
  });

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
    await step();
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

  it("keeps in step and serves at once, until it is told to stop", async () => {
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
      if (sizes.length === 1 && sizes[0] === "10") writeLedger(folder, 20);
      if (sizes.includes("20")) break;
    }
    assert.match(await (await fetch(`${url}/checkpoint`)).text(), /\n20\n/);
    child.kill("SIGTERM");
    assert.equal(await ended, 0);
  });

  describe("when nobody else is left", () => {
    const grown = (index: number): Uint8Array => (index === 5 ? receiptEntry : utf8(`other entry ${index}`));
    let receiptPath: string;
    let out: string;
    const prove = (...args: string[]) => sealbook(["mirror", "prove", "--dir", mirrored, ...args, "--json"]);
    const outcomeOf = ({ code, stdout }: { code: number | null; stdout: string }) => [code, JSON.parse(stdout).outcome];

    beforeEach(() => {
      receiptPath = join(root, "receipt.json");
      out = join(root, "fresh.tlog-proof");
      writeFileSync(receiptPath, receiptBytes);
      writeLedger(mirrored, 700, { entry: grown });
    });

    it("proves a receipt, and writes a proof of it to the newest checkpoint, which verifies in its place", async () => {
      for (const trust of [[], ["--vkey", VKEY]]) {
        const ended = await prove("--receipt", receiptPath, "--out", out, ...trust);
        assert.equal(ended.code, 0, ended.stderr);
        const { outcome, index, size, extendsReceipt, keyNamed } = JSON.parse(ended.stdout);
        assert.deepEqual([outcome, index, size, extendsReceipt], ["proven", "5", "700", true]);
        assert.equal(keyNamed, trust.length > 0);
      }
      const proof = readFileSync(out, "utf8");
      const opened = openCheckpoint(parseTlogProof(proof)!.checkpoint, LEDGER.key);
      assert.ok(!("failed" in opened) && opened.checkpoint.size === 700n);
      const renewed = verifyReceipt({ receipt: formatReceipt(receipt({ proof })) });
      assert.equal(renewed.verdict, "issuer_unproven");
      assert.equal(renewed.facts?.treeSize, "700");
    });

    it("finds a receipt that was handed out before its entry was anchored", async () => {
      writeFileSync(receiptPath, formatReceipt(without(receipt(), "proof")));
      const { code, stdout } = await prove("--receipt", receiptPath, "--out", out);
      assert.deepEqual([code, JSON.parse(stdout).index, JSON.parse(stdout).extendsReceipt], [0, "5", false]);
    });

    it("finds an entry by its bytes, and says so when it was never recorded", async () => {
      const entryPath = join(root, "entry");
      writeFileSync(entryPath, grown(321));
      const found = await prove("--entry-file", entryPath, "--vkey", VKEY);
      assert.deepEqual([found.code, JSON.parse(found.stdout).index], [0, "321"]);
      writeFileSync(entryPath, "never recorded");
      assert.deepEqual(outcomeOf(await prove("--entry-file", entryPath, "--vkey", VKEY)), [1, "not_found"]);
      assert.equal((await prove("--entry-file", entryPath)).code, 2, "somebody has to be trusted");
    });

    it("is not fooled by a mirror of another history, a damaged one, one that is behind, or a bad receipt", async () => {
      const fresh = (): void => rmSync(mirrored, { recursive: true });
      fresh();
      writeLedger(mirrored, 700);
      assert.deepEqual(outcomeOf(await prove("--receipt", receiptPath)), [1, "fork"]);
      fresh();
      writeLedger(mirrored, 8, { entry: grown });
      assert.deepEqual(outcomeOf(await prove("--receipt", receiptPath)), [2, "behind"]);
      fresh();
      writeLedger(mirrored, 700, { entry: grown });
      writeFileSync(join(mirrored, "tile/0/000"), Buffer.alloc(8_192));
      const damaged = await prove("--receipt", receiptPath);
      assert.deepEqual([damaged.code, JSON.parse(damaged.stdout).error.code], [1, "tile_wrong"]);
      writeLedger(mirrored, 700, { entry: grown, signedBy: OTHER_KEY });
      assert.equal((await prove("--receipt", receiptPath)).code, 1);
      assert.equal((await prove("--receipt", receiptPath, "--vkey", OTHER_KEY.key.text)).code, 1);
      writeFileSync(receiptPath, formatReceipt(receipt({ entry: "sealbook.entry/v1\nfile\nAAAA\n" })));
      assert.equal((await prove("--receipt", receiptPath)).code, 1);
      rmSync(mirrored, { recursive: true });
      assert.equal((await prove("--receipt", receiptPath)).code, 1, "a bad receipt is bad without any mirror");
      writeFileSync(receiptPath, receiptBytes);
      assert.equal((await prove("--receipt", receiptPath)).code, 2);
    });
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
