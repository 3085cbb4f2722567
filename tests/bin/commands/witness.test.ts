import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, it } from "node:test";
import { catalogue } from "#lib/i18n/catalogue.ts";
import { LOCALES } from "#lib/i18n/locale.ts";
import { WITNESS_FAILURES } from "#lib/parties/witness/witness-error.ts";
import { checkCosignature } from "#tests/parties/witness/independent-cosignature.ts";
import { makeLogKey, NAME, removeFolder, TestLog, temporaryFolder } from "#tests/parties/witness/witness-fixture.ts";
import { SEALBOOK, sealbook } from "./run-cli.ts";

const ORIGIN = "ledger.example/ledger/main";

async function succeeds(args: string[]): Promise<string> {
  const { code, stdout, stderr } = await sealbook(["witness", ...args]);
  assert.deepEqual([code, stderr], [0, ""], args.join(" "));
  return stdout;
}

describe("sealbook witness", () => {
  it("init, add-log, run, list, remove-log: from nothing to a cosignature, without a configuration", async (t) => {
    const dir = join(temporaryFolder(), "new", "w1");
    const log = new TestLog(ORIGIN);
    const [logKey] = log.keys;
    const { key, keys } = JSON.parse(await succeeds(["init", "--dir", dir, "--name", NAME, "--json"]));
    assert.deepEqual([keys.length, keys[0]], [2, key]);
    assert.match(key, /^witness\.example\/w1\+[0-9a-f]{8}\+B/);
    for (const file of ["key", "key.ml-dsa-44"]) assert.equal(statSync(join(dir, file)).mode & 0o777, 0o600);
    assert.match(
      readFileSync(join(dir, "key"), "utf8"),
      /^PRIVATE\+KEY\+witness\.example\/w1\+[0-9a-f]{8}\+A\S{43,44}\n$/,
    );
    assert.match(await succeeds(["list", "--dir", dir]), /knows no log yet/);
    assert.ok((await succeeds(["add-log", "--dir", dir, "--vkey", logKey!.text])).includes(logKey!.text));

    const args = [SEALBOOK, "witness", "run", "--dir", dir, "--listen", "127.0.0.1:0"];
    const env = { NODE_ENV: "test", PATH: process.env.PATH } as const;
    const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "inherit"] });
    t.after(() => child.kill("SIGKILL"));
    const events: { event: string; at: string; url?: string }[] = [];
    const lines = createInterface({ input: child.stdout });
    lines.on("line", (line) => events.push(JSON.parse(line)));
    while (!events.some(({ event }) => event === "listening")) await once(lines, "line");
    const url = events.find(({ event }) => event === "listening")?.url;
    const response = await fetch(`${url}/add-checkpoint`, { method: "POST", body: log.request(0, 9) });
    assert.match(response.headers.get("server") ?? "", /^sealbook-witness\/\d+\.\d+\.\d+$/);
    const cosigned = await response.text();
    for (const each of keys) checkCosignature({ line: cosigned, text: log.text(9), key: each });
    assert.equal(
      (await fetch(`${url}/sign-subtree`, { method: "POST", body: "" })).status,
      405,
      "a draft, not asked for",
    );
    const [listed] = JSON.parse(await succeeds(["list", "--dir", dir, "--json"])).logs;
    assert.deepEqual([listed.origin, listed.size, listed.root, listed.hash], [ORIGIN, 9, log.root(9), log.hash]);

    const ended = once(child, "exit");
    child.kill("SIGTERM");
    assert.deepEqual(await ended, [0, null]);
    assert.deepEqual(
      events.map(({ event }) => event),
      ["logs_read", "listening", "cosigned", "stopping", "stopped"],
    );
    for (const { at } of events) assert.match(at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.ok(!existsSync(join(dir, "lock")));
    assert.match(await succeeds(["remove-log", "--dir", dir, "--origin", ORIGIN]), /Removed/);
    removeFolder(join(dir, "../.."));
  });

  it("add-key gives a witness the key that it lacks, and run --drafts offers sign-subtree", async (t) => {
    const dir = temporaryFolder();
    const made = JSON.parse(await succeeds(["init", "--dir", dir, "--name", NAME, "--algorithm", "ed25519", "--json"]));
    assert.equal(made.keys.length, 1);
    assert.match(await succeeds(["add-key", "--dir", dir]), /once it is started again/);
    const listed = JSON.parse(await succeeds(["list", "--dir", dir, "--json"]));
    assert.deepEqual([listed.keys.length, listed.keys[0]], [2, made.key]);
    // The first eight bits of the base64 are the type of the key, 0x06; four of the second character's are the key's own.
    assert.match(listed.keys[1], /^witness\.example\/w1\+[0-9a-f]{8}\+B[g-v]/);
    const args = [SEALBOOK, "witness", "run", "--dir", dir, "--listen", "127.0.0.1:0", "--drafts"];
    const env = { NODE_ENV: "test", PATH: process.env.PATH } as const;
    const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "inherit"] });
    t.after(() => child.kill("SIGKILL"));
    let url: string | undefined;
    for await (const line of createInterface({ input: child.stdout })) {
      const said = JSON.parse(line);
      if (said.event !== "listening") continue;
      url = said.url;
      assert.equal(said.keys, listed.keys.join(" "));
      break;
    }
    assert.equal((await fetch(`${url}/sign-subtree`, { method: "POST", body: "" })).status, 400);
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
    removeFolder(dir);
  });

  it("two keys of one log are added at once; several names need an origin", async () => {
    const dir = temporaryFolder();
    await succeeds(["init", "--dir", dir, "--name", NAME]);
    const [one, two, other] = [makeLogKey(ORIGIN), makeLogKey(ORIGIN), makeLogKey("other.example")];
    const added = JSON.parse(
      await succeeds(["add-log", "--dir", dir, "--vkey", one.text, "--vkey", two.text, "--json"]),
    );
    assert.deepEqual(added.keys, [one.text, two.text]);
    const mixed = ["add-log", "--dir", dir, "--vkey", one.text, "--vkey", other.text];
    const refused = await sealbook(["witness", ...mixed]);
    assert.deepEqual([refused.code, /--origin/.test(refused.stderr)], [2, true]);
    await succeeds([...mixed, "--origin", "an origin with spaces"]);
    removeFolder(dir);
  });

  it("what cannot be done ends with 2 and a sentence", async () => {
    const dir = temporaryFolder();
    await succeeds(["init", "--dir", dir, "--name", NAME]);
    const { text } = makeLogKey(ORIGIN);
    const ownKey = JSON.parse(await succeeds(["list", "--dir", dir, "--json"])).key;
    const cases: [string[], RegExp][] = [
      [["init", "--dir", dir, "--name", NAME], /never replaced/],
      [["add-key", "--dir", dir], /both keys already/],
      [["init", "--dir", join(dir, "x"), "--name", NAME, "--algorithm", "rsa"], /no algorithm/],
      [["init", "--dir", join(dir, "x"), "--name", "a name"], /cannot be a name/],
      [["init", "--dir", join(dir, "x"), "--name", "a+b"], /cannot be a name/],
      [["add-log", "--dir", join(dir, "none"), "--vkey", text], /witness init/],
      [["add-log", "--dir", dir, "--vkey", `${text}=`], /not a verifier key/],
      [["add-log", "--dir", dir, "--vkey", ownKey], /has to be Ed25519 \(type 1\)/],
      [["remove-log", "--dir", dir, "--origin", ORIGIN], /knows no/],
      [["run", "--dir", dir, "--listen", "8080"], /no address/],
      [["run", "--dir", dir, "--listen", "127.0.0.1:65536"], /no address/],
      [["run", "--dir", dir, "--listen", "192.0.2.1:0"], /cannot listen/],
      [["run", "--dir", dir, "--listen", "127.0.0.1:0", "--rate", "0"], /no rate/],
      [["run", "--dir", dir, "--listen", "127.0.0.1:0", "--prefix", "w1"], /no path/],
    ];
    for (const [args, sentence] of cases) {
      const { code, stderr } = await sealbook(["witness", ...args]);
      assert.equal(code, 2, args.join(" "));
      assert.match(stderr, sentence);
      assert.doesNotMatch(stderr, /\n\s+at /);
    }
    removeFolder(dir);
  });

  it("has a sentence for each of its failures, in both languages", () => {
    for (const locale of LOCALES) {
      const { failed } = catalogue[locale].cli.witness;
      assert.deepEqual(Object.keys(failed).sort(), [...WITNESS_FAILURES].sort());
    }
  });
});
