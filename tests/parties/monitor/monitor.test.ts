/** A monitor: one history, for everybody and for ever; whoever shows another is told on, and nothing of that is lost. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { sha256, toHex, utf8 } from "#lib/core/text/bytes.ts";
import { SEALBOOK, sealbook } from "#tests/bin/commands/run-cli.ts";
import { type FileServer, serveFolder } from "#tests/parties/file-server.ts";
import { noteOf, OTHER_KEY, put, rootAt, temporaryFolder, VKEY, writeLedger } from "#tests/parties/static-ledger.ts";

// biome-ignore lint/suspicious/noExplicitAny: what JSON holds is what these tests are about.
type Json = any;

interface Hook {
  url: string;
  reports: Json[];
  status: number;
  close: () => Promise<void>;
}

async function webhook(): Promise<Hook> {
  const server: Server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    response.writeHead(hook.status).end();
    if (hook.status < 300) hook.reports.push(JSON.parse(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const hook: Hook = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    reports: [],
    status: 204,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return hook;
}

describe("a monitor", () => {
  let root: string;
  let operator: string;
  let copy: string;
  let witness: string;
  let state: string;
  let server: FileServer;

  beforeEach(async () => {
    root = temporaryFolder();
    [operator, copy, witness] = ["operator", "mirror", "witness"].map((name) => join(root, name)) as [
      string,
      string,
      string,
    ];
    for (const folder of [operator, copy, witness]) mkdirSync(folder);
    state = join(root, "state.json");
    server = await serveFolder(operator);
  });
  afterEach(async () => {
    await server.close();
    rmSync(root, { recursive: true, force: true });
  });

  async function round(
    ...args: string[]
  ): Promise<{ code: number | null; round: Json; entries: Json[]; stderr: string }> {
    const urls = args.includes("--url") ? [] : ["--url", server.url];
    const ended = await sealbook(["monitor", ...urls, "--vkey", VKEY, "--state", state, "--once", "--json", ...args]);
    const lines: Json[] = ended.stdout
      .split("\n")
      .filter((line) => line.startsWith('{"'))
      .map((line) => JSON.parse(line));
    const entries = lines.filter(({ event }) => event === "entry");
    return { code: ended.code, round: lines.find(({ event }) => event === "round"), entries, stderr: ended.stderr };
  }
  const kinds = ({ round: { alarms } }: { round: Json }): string[] => alarms.map(({ kind }: Json) => kind);

  it("is content with a ledger that grows, and with sources that lag behind in the same history", async () => {
    writeLedger(operator, 300);
    writeLedger(copy, 280);
    // A witness shows a checkpoint and no tiles.
    put(witness, "checkpoint", noteOf({ size: 290, root: rootAt(290) }));
    const all = ["--url", server.url, "--url", copy, "--url", witness];
    const first = await round(...all);
    assert.equal(first.code, 0, JSON.stringify(first.round));
    assert.deepEqual(
      first.round.sources.map(({ size }: Json) => size),
      [300, 280, 290],
    );
    writeLedger(operator, 900);
    const second = await round(...all);
    assert.deepEqual([second.code, second.round.size, second.round.newEntries], [0, 900, 600]);
    assert.deepEqual(readdirSync(root).sort(), ["mirror", "operator", "state.json", "witness"]);
  });

  it("finds a split view between sources, and prints and keeps both signed notes", async () => {
    const { note } = writeLedger(operator, 300);
    for (const size of [300, 310, 290]) {
      rmSync(copy, { recursive: true });
      rmSync(state, { force: true });
      const other = writeLedger(copy, size, { forkAt: 250, history: "other" });
      const found = await round("--url", server.url, "--url", copy);
      assert.equal(found.code, 1);
      assert.deepEqual(kinds(found), ["fork"], `${size}`);
      const notes = Object.values(found.round.alarms[0].notes).sort();
      assert.deepEqual(notes, [note, other.note].sort());
      const kept = JSON.parse(readFileSync(state, "utf8"));
      assert.deepEqual(Object.values((Object.values(kept.alarms)[0] as Json).notes).sort(), notes);
    }
    const { stdout, stderr, code } = await sealbook(
      ["monitor", "--url", server.url, "--url", copy, "--vkey", VKEY, "--state", join(root, "zh.json"), "--once"],
      { env: { LC_ALL: "zh_CN.UTF-8" } },
    );
    assert.equal(code, 1);
    assert.ok(stderr.includes("分叉") && stderr.includes(note), stdout + stderr);
  });

  it("finds that a ledger was rewritten or rolled back since it was last seen, and goes on saying so", async () => {
    writeLedger(operator, 300);
    assert.equal((await round()).code, 0);
    rmSync(operator, { recursive: true });
    writeLedger(operator, 400, { forkAt: 100, history: "rewritten" });
    assert.deepEqual(kinds(await round()), ["fork"]);
    rmSync(operator, { recursive: true });
    writeLedger(operator, 200);
    // No source has the tiles of what was seen any more: whether it is a prefix cannot be proven, that it went back can.
    for (let again = 0; again < 2; again++) {
      const found = await round();
      assert.equal(found.code, 1);
      assert.ok(kinds(found).includes("rolled_back"), kinds(found).join());
    }
    writeLedger(operator, 301);
    const back = await round();
    assert.equal(back.code, 0, JSON.stringify(back.round.alarms));
    assert.ok(back.round.recovered.some((key: string) => key.startsWith("rolled_back")));
  });

  it("tells bad signatures and tiles (1) from a source that cannot be asked (2)", async () => {
    writeLedger(operator, 300);
    assert.equal((await round()).code, 0);
    put(operator, "checkpoint", noteOf({ size: 301, root: rootAt(301), signedBy: OTHER_KEY }));
    assert.deepEqual(kinds(await round()), ["invalid"]);
    writeLedger(operator, 400);
    writeFileSync(join(operator, "tile/0/001.p/144"), Buffer.alloc(144 * 32));
    const lied = await round();
    assert.deepEqual([lied.code, ...kinds(lied)], [1, "invalid"]);
    rmSync(join(operator, "tile"), { recursive: true });
    const silent = await round();
    assert.deepEqual([silent.code, ...kinds(silent)], [2, "unreadable"]);
    assert.equal(silent.round.size, 300, "what nobody can prove is not taken for seen");
    assert.match(silent.round.alarms[0].notes.shown, /\n400\n/);
    rmSync(join(operator, "checkpoint"));
    assert.deepEqual([(await round()).code], [2]);
  });

  it("raises an alarm for a ledger that no longer grows, counted from when it was last seen to", async () => {
    writeLedger(operator, 3);
    assert.equal((await round("--max-age", "60")).code, 0);
    const kept = JSON.parse(readFileSync(state, "utf8"));
    kept.grewAt = new Date(Date.now() - 3_600_000).toISOString();
    writeFileSync(state, JSON.stringify(kept));
    const stale = await round("--max-age", "60");
    assert.deepEqual([stale.code, ...kinds(stale)], [1, "stale"]);
    assert.equal((await round("--max-age", "36000")).code, 0);
    writeLedger(operator, 4);
    assert.equal((await round("--max-age", "60")).code, 0);
  });

  it("lists each new entry once, verified, and those of one issuer where entries name one", async () => {
    const record = toHex(sha256(utf8("record")));
    const named = utf8(
      `sealbook.entry/v1\ncertificate\n${Buffer.from(record, "hex").toString("base64")}\nschool.example\n`,
    );
    const entry = (index: number): Uint8Array =>
      index === 7 ? named : index === 8 ? utf8("\u001b[31mother") : entryAt(index);
    const { entryAt } = await import("#tests/parties/static-ledger.ts");
    writeLedger(operator, 5, { entry });
    assert.deepEqual((await round("--entries")).entries, [], "what was there before is not new");
    writeLedger(operator, 300, { entry });
    const { entries } = await round("--entries");
    assert.deepEqual(
      entries.map(({ index }) => Number(index)),
      Array.from({ length: 295 }, (_, at) => at + 5),
    );
    assert.deepEqual(entries[0], { event: "entry", index: 5, type: "digest", hash: toHex(sha256(utf8("record 5"))) });
    assert.deepEqual(entries[2], {
      event: "entry",
      index: 7,
      type: "certificate",
      hash: record,
      issuer: "school.example",
    });
    assert.equal(entries[3].type, undefined);
    assert.deepEqual((await round("--entries")).entries, []);
    rmSync(state);
    const all = await round("--issuer", "school.example", "--from", "0");
    assert.deepEqual(
      all.entries.map(({ index }) => index),
      [7],
    );
  });

  it("lists entries of version 2 by their issuer line, whatever lines follow it, and says on the terminal what it leaves out", async () => {
    const hashes = ["one", "two", "three", "four"].map((text) => Buffer.from(sha256(utf8(text))));
    const lines = [
      "issuer did:web:school.example",
      `issuer did:web:school.example\nsubject ${hashes[1]!.toString("base64")}`,
      "issuer did:web:school.example.evil",
      // Another line that says its name: no issuer line.
      `subject ${hashes[1]!.toString("base64")}`,
    ];
    const entry = (index: number): Uint8Array =>
      utf8(`sealbook.entry/v2\nstatus\n${hashes[index]!.toString("base64")}\n${lines[index]}\n`);
    writeLedger(operator, 4, { entry });
    const listed = await round("--issuer", "did:web:school.example", "--from", "0");
    const named = (index: number) => ({
      type: "status",
      hash: toHex(hashes[index]!),
      issuer: "did:web:school.example",
    });
    assert.deepEqual(
      listed.entries,
      [0, 1].map((index) => ({ event: "entry", index, ...named(index) })),
    );
    const args = ["monitor", "--url", server.url, "--vkey", VKEY, "--once", "--from", "0", "--state"];
    const asked = [...args, join(root, "other.json"), "--issuer", "did:web:school.example"];
    for (const [LC_ALL, words] of [
      ["en_US.UTF-8", "an entry names an issuer only where its record does"],
      ["zh_CN.UTF-8", "只有记录写明签发方时"],
    ] as const) {
      const { stderr } = await sealbook(asked, { env: { LC_ALL } });
      assert.ok(stderr.includes(words), stderr);
    }
    const all = await sealbook([...args, join(root, "third.json"), "--entries"]);
    assert.match(all.stdout, /^2 {2}status {2}[0-9a-f]{64} {2}did:web:school\.example\.evil$/m);
    assert.match(all.stdout, /^3 {2}status {2}[0-9a-f]{64}$/m);
  });

  it("raises an alarm for each entry that names an issuer and is none that it knows, until it is known", async () => {
    const did = "did:web:school.example:issuers:school";
    const hashes = Array.from({ length: 5 }, (_, at) => Buffer.from(sha256(utf8(`of the issuer ${at}`))));
    const kinds = ["batch", "status", "event", "batch", "batch"];
    const entry = (index: number): Uint8Array =>
      utf8(
        `sealbook.entry/v2\n${kinds[index]}\n${hashes[index]!.toString("base64")}\nissuer ${index === 3 ? `${did}.evil` : did}\n`,
      );
    const known = join(root, "known.csv");
    writeFileSync(known, `kind,record\nbatch,${toHex(hashes[0]!).toUpperCase()}\r\n`);
    const watch = ["--issuer", did, "--known", known, "--from", "0"];
    writeLedger(operator, 1, { entry });
    const fine = await round(...watch);
    assert.deepEqual([fine.code, fine.entries.length], [0, 1]);
    writeLedger(operator, 5, { entry });
    const hook = await webhook();
    const found = await round(...watch, "--webhook", hook.url);
    assert.equal(found.code, 1);
    const alarm = (index: number) => ({
      ...{ kind: "unknown_entry", subject: `${index}` },
      detail: `${kinds[index]} ${toHex(hashes[index]!)}`,
    });
    assert.deepEqual(found.round.alarms, [alarm(1), alarm(2), alarm(4)]);
    assert.equal(hook.reports[0].events.length, 3);
    // What nobody can say is known is not passed over, and what was found stays found.
    rmSync(known);
    const blind = await round(...watch);
    assert.equal(blind.code, 1);
    assert.deepEqual(blind.round.alarms.at(-1), { kind: "unreadable", subject: known, detail: "ENOENT" });
    assert.equal(blind.round.alarms.length, 4);
    writeFileSync(known, JSON.stringify(hashes.slice(0, 3).map(toHex)));
    const left = await round(...watch, "--webhook", hook.url);
    assert.deepEqual(left.round.alarms, [alarm(4)]);
    assert.deepEqual(left.round.recovered.sort(), ["unknown_entry 1", "unknown_entry 2", `unreadable ${known}`]);
    assert.deepEqual(hook.reports[1].open, ["unknown_entry 4"]);
    writeFileSync(known, hashes.map(toHex).join("\n"));
    assert.equal((await round(...watch)).code, 0);
    await hook.close();
  });

  it("looks at no entry for somebody that it passed over for another, and says how --known is used", async () => {
    writeLedger(operator, 3);
    const known = join(root, "known.txt");
    writeFileSync(known, "");
    const watch = (issuer: string) => ["--issuer", issuer, "--known", known];
    assert.equal((await round("--known", known)).code, 2);
    assert.equal((await round("--entries")).code, 0);
    const late = await round(...watch("did:web:school.example"));
    assert.deepEqual([late.code, /is not the state/.test(late.stderr)], [2, true]);
    rmSync(state);
    assert.equal((await round(...watch("did:web:school.example"))).code, 0);
    assert.equal((await round(...watch("did:web:other.example"))).code, 2);
    for (const [LC_ALL, words] of [
      ["en_US.UTF-8", /NOT KNOWN: entry 0 names the issuer/],
      ["zh_CN.UTF-8", /不认识：条目 0/],
    ] as const) {
      const entry = () => utf8(`sealbook.entry/v2\nbatch\n${"A".repeat(43)}=\nissuer did:web:school.example\n`);
      writeLedger(operator, 1, { entry });
      const args = ["--url", operator, "--vkey", VKEY, "--state", join(root, LC_ALL), "--once", "--from", "0"];
      const { stderr } = await sealbook(["monitor", ...args, ...watch("did:web:school.example")], { env: { LC_ALL } });
      assert.match(stderr, words);
    }
  });

  it("tells the webhook what was raised and what has ended, and forgets nothing while it is away", async () => {
    const hook = await webhook();
    writeLedger(operator, 300);
    assert.equal((await round("--webhook", hook.url)).code, 0);
    assert.equal(hook.reports.length, 0, "nothing to tell");
    const { note } = writeLedger(copy, 300, { forkAt: 100, history: "other" });
    hook.status = 500;
    const all = ["--url", server.url, "--url", copy, "--webhook", hook.url];
    const missed = await round(...all);
    assert.equal(missed.code, 1);
    assert.equal(missed.round.untold, "HTTP 500");
    rmSync(copy, { recursive: true });
    writeLedger(copy, 300);
    const ended = await round(...all);
    assert.equal(ended.code, 2, "the ledger is fine, and nobody was told");
    hook.status = 204;
    assert.equal((await round(...all)).code, 0);
    assert.equal(hook.reports.length, 1);
    const [report] = hook.reports;
    assert.equal(report.report, "sealbook.monitor-report/v1");
    assert.deepEqual(report.open, []);
    assert.deepEqual([report.events.length, report.events[0].alarm.kind], [1, "fork"]);
    assert.equal(report.events[0].alarm.notes.shown, note);
    assert.ok(report.events[0].raisedAt < report.events[0].recoveredAt);
    assert.equal((await round(...all)).code, 0);
    assert.equal(hook.reports.length, 1, "told once");
    await hook.close();
  });

  it("remembers what it has to tell when it is killed in the middle of telling", async () => {
    let asked = 0;
    const silent = createServer(() => asked++);
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
    writeLedger(operator, 300);
    await round();
    writeLedger(copy, 300, { forkAt: 9, history: "other" });
    const all = ["--url", server.url, "--url", copy, "--webhook", url];
    const args = ["monitor", ...all, "--vkey", VKEY, "--state", state, "--once"];
    const child = spawn(process.execPath, [SEALBOOK, ...args], { stdio: "ignore" });
    while (asked === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("exit", resolve));
    silent.closeAllConnections();
    silent.close();
    const hook = await webhook();
    await round("--url", server.url, "--url", copy, "--webhook", hook.url);
    assert.equal(hook.reports[0].events[0].alarm.kind, "fork");
    await hook.close();
  });

  it("refuses a state file that is another ledger's or broken, instead of starting anew", async () => {
    writeLedger(operator, 3);
    for (const text of [
      "",
      "{}",
      "null",
      '{"monitor":"sealbook.monitor/v1","origin":"x","sources":{},"alarms":{},"untold":{}}',
    ]) {
      writeFileSync(state, text);
      const { code, stderr } = await round();
      assert.equal(code, 2);
      assert.match(stderr, /is not the state/);
      assert.equal(readFileSync(state, "utf8"), text);
    }
    assert.ok(existsSync(state));
  });

  it("goes on until it is stopped, and ends with the code of its last round", async (t) => {
    writeLedger(operator, 3);
    const args = ["monitor", "--url", server.url, "--vkey", VKEY, "--state", state, "--interval", "1", "--json"];
    const child = spawn(process.execPath, [SEALBOOK, ...args], { stdio: ["ignore", "pipe", "inherit"] });
    t.after(() => child.kill("SIGKILL"));
    const ended = new Promise((resolve) => child.once("exit", resolve));
    let text = "";
    for await (const chunk of child.stdout) {
      text += chunk;
      const rounds = text.split("\n").length - 1;
      if (rounds === 1) writeLedger(operator, 4);
      if (rounds === 2) break;
    }
    assert.match(text, /"size":4,"newEntries":1/);
    child.kill("SIGTERM");
    assert.equal(await ended, 0);
  });
});
