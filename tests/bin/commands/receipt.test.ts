/** Receipts and the audit from the command line, against the product's own server, database and worker. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { pool } from "#lib/infra/db/pool.ts";
import { testFolder } from "#tests/support/environment.ts";
import {
  createBank,
  folder,
  installation,
  operate,
  product,
  run,
  setUp,
  tearDown,
  writeFiles,
} from "./installation.ts";
import { sealbook } from "./run-cli.ts";

before(async () => {
  await setUp();
  await createBank();
  writeFiles();
  await product.startWorker();
});
after(() => tearDown());

describe("sealbook receipt", () => {
  let id = "";
  before(async () => {
    const { stdout } = await run(["submit", "合同 final.pdf", "a.txt", "large.bin", "a.txt", "--wait", "--json"]);
    id = JSON.parse(stdout)[0].evidence.id;
  });

  for (const format of ["json", "pdf"] as const) {
    it(`writes ${format} that verifies with the file, whole or not at all`, async () => {
      const out = `receipt.${format}`;
      const { code, stdout, stderr } = await run([
        "receipt",
        id,
        "--format",
        format,
        "--out",
        out,
        "--wait",
        "30",
        "--lang",
        "en",
      ]);
      assert.equal(code, 0, stderr);
      assert.match(stdout, new RegExp(`receipt\\.${format}: ${format}, [\\d,]+ bytes`));
      assert.equal((await sealbook(["verify", out, "合同 final.pdf"], { cwd: folder })).code, 3);
      assert.equal((await sealbook(["verify", out, "large.bin"], { cwd: folder })).code, 1);
      assert.deepEqual(
        readdirSync(folder).filter((name) => name.endsWith(".part")),
        [],
      );
      const same = await run(["receipt", id, "--format", format, "--lang", "en"]);
      assert.ok(same.stdoutBytes.equals(readFileSync(join(folder, out))));
    });
  }

  it("writes the proof alone", async () => {
    const { code, stdout } = await run(["receipt", id, "--format", "tlog-proof"]);
    assert.equal(code, 0);
    assert.match(stdout, /^c2sp\.org\/tlog-proof@v1\nindex \d+\n/);
  });

  it("writes the COSE receipt, which verifies with the JSON receipt and the ledger's policy", async () => {
    const write = async (...args: string[]) => {
      const written = await run(["receipt", id, "--format", "cose", "--out", "receipt.cose", ...args]);
      assert.equal(written.code, 0, written.stderr);
    };
    await write();
    await run(["receipt", id, "--format", "json", "--out", "beside.json"]);
    const policy = await fetch(`${product.url}/ledger/main/witness-policy`);
    writeFileSync(join(folder, "ledger.policy"), await policy.text());
    const check = (...args: string[]) => sealbook(["verify", "receipt.cose", ...args], { cwd: folder });
    const half = await check("beside.json", "--policy", "ledger.policy");
    assert.equal(half.code, 2, "the policy of a hybrid ledger asks for both keys");
    assert.match(half.stdout, /ML-DSA-44 signature, for which your policy asks/);
    assert.equal((await check("a.txt", "--policy", "ledger.policy")).code, 1);
    await write("--alg", "ML-DSA-44");
    const held = await check("beside.json", "--policy", "ledger.policy");
    assert.equal(held.code, 0, held.stdout);
    assert.match(held.stdout, /COSE receipt of a Sealbook ledger/);
    assert.equal((await check("a.txt", "--policy", "ledger.policy")).code, 1);
    assert.equal((await check("beside.json")).code, 2);
    assert.equal((await check()).code, 2);
  });

  it("an unknown record, a missing key and a folder that cannot be written are sentences", async () => {
    const unknown = await run(["receipt", "0193563f-9a10-7b22-a5d3-0e6f4c1d2b37", "--json"]);
    assert.equal(unknown.code, 1);
    assert.equal(JSON.parse(unknown.stdout).error.code, "not_found");
    const keyless = await run(["receipt", id], { env: { SEALBOOK_URL: product.url } });
    assert.deepEqual([keyless.code, /SEALBOOK_KEY/.test(keyless.stderr)], [2, true]);
    const unwritable = await run(["receipt", id, "--out", "nowhere/receipt.json"]);
    assert.deepEqual([unwritable.code, /cannot be written/.test(unwritable.stderr)], [2, true]);
  });
});

describe("sealbook audit", () => {
  /** Where the content lies that was recorded under this name. */
  async function storedPath(name: string): Promise<string> {
    const { sha256 } = (await pool().query("SELECT sha256 FROM evidence_whole WHERE name = $1", [name])).rows[0];
    const hex = Buffer.from(sha256).toString("hex");
    const entries = readdirSync(testFolder, { recursive: true, withFileTypes: true });
    const stored = entries.find((entry) => entry.isFile() && entry.name.includes(hex.slice(4)));
    assert.ok(stored);
    return join(stored.parentPath, stored.name);
  }

  it("recomputes the ledger and contains what was handed out earlier", async () => {
    const { code, stdout, stderr } = await operate("audit");
    assert.equal(code, 0, stderr);
    assert.match(stdout, /Everything holds\./);
    const json = await operate("audit", "--since", "receipt.pdf", "--json");
    assert.equal(json.code, 0, json.stderr);
    const report = JSON.parse(json.stdout);
    assert.equal(report.since.kind, "receipt");
    assert.ok(report.counts.entries >= 4);
    writeFileSync(join(folder, "checkpoint"), report.checkpoint);
    const later = await operate("audit", "--since", "checkpoint");
    assert.equal(later.code, 0, later.stderr);
    assert.match(later.stdout, /contains the earlier checkpoint of size/);
  });

  it("a stored file that was changed is named, and the code says that it is files alone", async () => {
    const path = await storedPath("large.bin");
    const content = readFileSync(path);
    chmodSync(path, 0o600);
    writeFileSync(path, Buffer.concat([content.subarray(0, -1), Buffer.of(content.at(-1)! ^ 1)]));
    const { code, stdout } = await operate("audit");
    assert.equal(code, 5);
    assert.match(stdout, /WRONG: the first row that does not hold \(file\)/);
    const json = await operate("audit", "--json");
    assert.equal(json.code, 5);
    assert.equal(JSON.parse(json.stdout).finding.check, "file");
    const all = await operate("audit", "--all", "--json");
    const { findings, unchecked } = JSON.parse(all.stdout);
    assert.deepEqual([all.code, findings.length, findings[0].column, unchecked], [5, 1, "sha256", []]);
    writeFileSync(path, content);
    assert.equal((await operate("audit")).code, 0);
  });

  it("with --all each is named in words, in both languages, and how many there are", async () => {
    const paths = [await storedPath("a.txt"), await storedPath("large.bin")];
    const contents = paths.map((path) => readFileSync(path));
    for (const path of paths) rmSync(path);
    const english = await operate("audit", "--all");
    const chinese = await sealbook(["audit", "--all"], {
      cwd: folder,
      env: { ...installation, LC_ALL: "zh_CN.UTF-8" },
    });
    const first = await operate("audit");
    for (const [at, path] of paths.entries()) writeFileSync(path, contents[at] ?? "");
    assert.deepEqual([english.code, chinese.code, first.code], [5, 5, 5]);
    assert.match(
      english.stdout,
      /2 rows and files do not hold\.\nWRONG \(file\)\n +Table +evidence\n.*WRONG \(file\)\n.*no file/s,
    );
    assert.match(chinese.stdout, /共有 2 处（行或文件）不符。\n有误（file）/);
    assert.equal(first.stdout.match(/WRONG/g)?.length, 1);
  });

  it("what --since cannot use, and a ledger that is not there, are sentences and 2", async () => {
    const garbage = await operate("audit", "--since", "a.txt");
    assert.deepEqual([garbage.code, /a\.txt is no checkpoint/.test(garbage.stderr)], [2, true]);
    const absent = await operate("audit", "--ledger", "other");
    assert.deepEqual([absent.code, /no ledger “other”/.test(absent.stderr)], [2, true]);
  });
});
