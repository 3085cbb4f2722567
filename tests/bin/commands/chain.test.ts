/** `sealbook chain`, on the receipts of a real ledger: whole, with gaps, and with a second branch that only whoever has the database can make. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { chainCommand } from "#components/check-us/commands.ts";
import { toHex } from "#lib/core/text/bytes.ts";
import { ownerPool, rewrite } from "#tests/support/ledger.ts";
import { client, createBank, folder, product, run, setUp, tearDown, writeFiles } from "./installation.ts";

// biome-ignore lint/suspicious/noExplicitAny: what JSON holds is what these tests are about.
type Json = any;

const ledger = `${product.url}/ledger/main`;
const ids: Record<string, string> = {};
const records: Record<string, string> = {};
const indices: Record<string, number> = {};

async function recordEvent(name: string, previous?: string): Promise<void> {
  const response = await fetch(`${product.url}/api/v1/evidence`, {
    method: "POST",
    headers: { authorization: `Bearer ${client.SEALBOOK_KEY}`, "content-type": "application/json" },
    body: JSON.stringify({
      kind: "event",
      name,
      sha256: toHex(crypto.getRandomValues(new Uint8Array(32))),
      ...(previous && { previous }),
    }),
  });
  const body: Json = await response.json();
  assert.equal(response.status, 201, JSON.stringify(body));
  ids[name] = body.id;
  for (const format of ["json", "pdf"]) {
    const got = await run(["receipt", body.id, "--format", format, "--wait", "30", "--out", `${name}.${format}`]);
    assert.equal(got.code, 0, got.stderr);
  }
  const receipt = readReceipt(name);
  records[name] = Buffer.from(receipt.entry.split("\n")[2], "base64").toString("hex");
  indices[name] = Number(/\nindex (\d+)\n/.exec(receipt.proof)?.[1]);
}

const readReceipt = (name: string): Json => JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));
const mirrorTo = (dir: string) => run(["mirror", "--url", ledger, "--policy", "policy", "--dir", dir, "--once"]);

/** With the policy, unless `keyed` is false. */
async function chain(receipts: string[], source?: string, keyed = true): Promise<{ code: number | null; found: Json }> {
  const args = [...receipts.map((name) => (name.includes(".") ? name : `${name}.json`)), "--json"];
  if (source) args.push("--ledger", source);
  if (keyed) args.push("--policy", "policy");
  const { code, stdout, stderr } = await run(["chain", ...args]);
  assert.ok(stdout, stderr);
  return { code, found: JSON.parse(stdout) };
}

before(async () => {
  await setUp();
  await createBank();
  await product.startWorker();
  writeFiles();
  await recordEvent("first");
  writeFileSync(join(folder, "policy"), `log ${readReceipt("first").ledgerKey.key}\nquorum none\n`);
  await recordEvent("second", ids.first);
  assert.equal((await mirrorTo("early")).code, 0);
  await recordEvent("third", ids.second);
  await recordEvent("stranger");
  assert.equal((await mirrorTo("mirror")).code, 0);
});
after(() => tearDown());

/** A receipt without the line of the ledger's ML-DSA-44 key under its checkpoint. */
function stripped(name: string): string {
  const receipt = readReceipt(name);
  const lines = receipt.proof.split("\n").filter((line: string) => !line.startsWith("— ") || line.length < 1_000);
  assert.ok(lines.length < receipt.proof.split("\n").length);
  const path = `${name}-stripped.json`;
  writeFileSync(join(folder, path), JSON.stringify({ ...receipt, proof: lines.join("\n") }));
  return path;
}

describe("a chain of events", () => {
  it("is not believed by a receipt that one of the ledger's two keys alone signed, whoever names that key alone", async () => {
    for (const source of [ledger, "mirror"]) {
      const { code, found } = await chain([stripped("first"), "second", "third"], source);
      assert.deepEqual([code, found.ledger.outcome], [1, "downgraded"], JSON.stringify(found));
    }
  });

  it("is complete from first to last, in whatever order its receipts are given, on the ledger and on a mirror", async () => {
    for (const source of [ledger, "mirror"]) {
      const { code, found } = await chain(["third", "first.pdf", "second", "first"], source);
      assert.equal(code, 0, JSON.stringify(found));
      const names = ["first", "second", "third"];
      assert.deepEqual(
        found.events.map(({ id, record, index }: Json) => [id, record, index]),
        names.map((name) => [ids[name], records[name], indices[name]]),
      );
      assert.deepEqual([found.missing, found.branches, found.contradicted], [[], [], []]);
      assert.deepEqual([found.ledger.outcome, found.ledger.keyNamed, found.ledger.behind], ["searched", true, false]);
    }
    const { stdout } = await run(["chain", "first.json", "second.json", "third.json", "--ledger", "mirror"]);
    const verifierKey = readReceipt("first").ledgerKey.key;
    const place = { name: "main", origin: verifierKey.split("+")[0], verifierKey, format: 2 } as const;
    const asPrinted =
      chainCommand({ publicUrl: product.url, ledger: place }).replaceAll('"', "").split(" -- ")[1] ?? "";
    assert.equal((await run(asPrinted.split(" "))).code, 0, asPrinted);
    assert.match(stdout, /^ {2}1 {2}.+\n {2}2 {2}.+\n {2}3 {2}.+\n+3 events, none missing/);
  });

  it("says what was not asked: where to look, and whose key", async () => {
    const unlooked = await chain(["first", "second", "third"]);
    assert.deepEqual([unlooked.code, unlooked.found.ledger.outcome], [3, "not_asked"]);
    const untrusted = await chain(["first", "second", "third"], "mirror", false);
    assert.deepEqual([untrusted.code, untrusted.found.ledger.keyNamed], [3, false]);
  });

  it("names the receipt that is missing: at the end, in the middle, at the start", async () => {
    const last = await chain(["first", "second"], "mirror");
    const third = { record: records.third, index: indices.third, follows: records.second };
    assert.deepEqual([last.code, last.found.missing], [2, [third]]);
    const middle = await chain(["first", "third"], "mirror");
    const second = { record: records.second, index: indices.second, follows: records.first };
    assert.deepEqual([middle.code, middle.found.missing, middle.found.branches], [2, [second], []]);
    const start = await chain(["second", "third"]);
    assert.deepEqual([start.code, start.found.missing], [2, [{ record: records.first }]]);
    const two = await run(["chain", "first.json", "stranger.json", "second.json", "third.json", "--ledger", "mirror"]);
    assert.equal(two.code, 2);
    assert.match(two.stdout, /several chains/);
    const said = await run(["chain", "first.json", "third.json", "--ledger", "mirror"]);
    assert.match(
      said.stdout,
      new RegExp(`Missing: .+ before ${ids.third}.+${records.second}.+entry ${indices.second}`),
    );
  });

  it("is not called complete where the ledger could not be looked through", async () => {
    const behind = await chain(["first", "second", "third"], "early");
    assert.deepEqual([behind.code, behind.found.ledger.behind], [2, true]);
    mkdirSync(join(folder, "empty"));
    const absent = await chain(["first", "second", "third"], "empty");
    assert.deepEqual([absent.code, absent.found.ledger.failure], [2, "absent"]);
    cpSync(join(folder, "mirror"), join(folder, "bent"), { recursive: true });
    const bundles = join(folder, "bent/tile/entries/000.p");
    for (const name of readdirSync(bundles)) {
      const bytes = readFileSync(join(bundles, name));
      bytes[30]! ^= 1;
      writeFileSync(join(bundles, name), bytes);
    }
    const bent = await chain(["first", "second", "third"], "bent");
    assert.deepEqual([bent.code, bent.found.ledger.failure], [1, "bundle_wrong"]);
  });

  it("is made of receipts of events that hold, and of nothing else", async () => {
    const { stdout } = await run(["submit", "a.txt", "--wait", "--json"]);
    await run(["receipt", JSON.parse(stdout)[0].evidence.id, "--out", "file.json"]);
    const file = await chain(["first", "file"]);
    assert.deepEqual([file.code, file.found.error.code], [2, "not_an_event"]);
    const receipt = readReceipt("second");
    const other = receipt.record.replace(/"receivedAt":"\d{4}/, '"receivedAt":"2001');
    writeFileSync(join(folder, "changed.json"), JSON.stringify({ ...receipt, record: other }));
    const changed = await chain(["first", "changed"], "mirror");
    assert.deepEqual([changed.code, changed.found.error.code], [1, "digest_mismatch"]);
    writeFileSync(join(folder, "other-policy"), readFileSync(join(folder, "policy"), "utf8").replace("log ", "# "));
    assert.equal((await run(["chain", "first.json", "--policy", "other-policy"])).code, 1);
  });

  it("with a second branch is found out by its entry, by whoever holds one branch", async () => {
    const owner = ownerPool();
    // The unique index keeps a place; who has the database takes it away from whoever had it.
    await rewrite(owner, "UPDATE evidence SET after = sha256('x') WHERE id = $1", [ids.second]);
    await owner.end();
    await recordEvent("branch", ids.first);
    const { code, found } = await chain(["first", "second", "third"], ledger);
    assert.equal(code, 1, JSON.stringify(found));
    const entries = ["second", "branch"].map((name) => ({ record: records[name], index: indices[name] }));
    assert.deepEqual(found.branches, [{ follows: records.first, entries }]);
    for (const [LC_ALL, words] of [
      ["en_US.UTF-8", "SECOND BRANCH"],
      ["zh_CN.UTF-8", "第二分支"],
    ] as const) {
      const args = ["chain", "first.json", "second.json", "third.json", "--ledger", ledger];
      const { stdout } = await run(args, { env: { ...client, LC_ALL } });
      assert.ok(stdout.includes(words) && stdout.includes(records.branch!), stdout);
      assert.match(stdout, new RegExp(`\\b${indices.branch}\\b`));
    }
    // Both held: no ledger is needed to see it. And a mirror from before has not seen it.
    assert.equal((await chain(["first", "second", "third", "branch"])).code, 1);
    assert.equal((await chain(["first", "second", "third"], "mirror")).code, 0);
  });
});
