/** A mirror: everything verified, nothing taken back, whole after every death. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { openCheckpoint } from "#lib/core/log/checkpoint.ts";
import { parsePolicy } from "#lib/core/log/policy.ts";
import { openSource } from "#lib/parties/ledger-reader/open-source.ts";
import { type MirrorEvent, runMirror } from "#lib/parties/mirror/run.ts";
import { MirrorStore } from "#lib/parties/mirror/store.ts";
import { SEALBOOK } from "#tests/bin/commands/run-cli.ts";
import type { FileServer } from "#tests/parties/file-server.ts";
import { LEDGER, noteOf, put, rootAt, VKEY, writeLedger } from "#tests/parties/static-ledger.ts";
import { clearPlace, filesOf, ledger, makePlace, mirrorOnce } from "./mirror-fixture.ts";

describe("a mirror", () => {
  let root: string;
  let folder: string;
  let server: FileServer;
  let mirrored: string;

  beforeEach(async () => {
    ({ root, folder, server, mirrored } = await makePlace());
  });
  afterEach(() => clearPlace({ root, server }));

  const step = () => mirrorOnce(server.url, mirrored);

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
});
