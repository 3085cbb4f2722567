/** An organisation's evidence leaves as a folder that holds without the server, and whatever happens to the folder is named. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { prisma } from "#lib/infra/db/prisma.ts";
import { ledger } from "#tests/core/receipt/receipt-fixture.ts";
import { createBank, folder, product, run, setUp, tearDown, writeFiles } from "./installation.ts";
import type { Ended } from "./run-cli.ts";

let organisation: { id: string; name: string };
let policy = "";
/** Of an export before anything was anchored. */
let early: Ended;

before(async () => {
  await setUp();
  organisation = await createBank();
  writeFiles();
  const submitted = await run(["submit", "a.txt", "合同 final.pdf", "large.bin", "--json"]);
  assert.equal(submitted.code, 0, submitted.stderr);
  early = await run(["export", "early"]);
  await product.startWorker();
  assert.equal((await run(["submit", "a.txt", "--digest-only", "--wait"])).code, 0);
  policy = join(folder, "policy.txt");
  writeFileSync(policy, await (await fetch(`${product.url}/ledger/main/witness-policy`)).text());
});
after(() => tearDown());

const archive = (name: string) => join(folder, name);
const pathsOf = (name: string) =>
  readdirSync(archive(name), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(archive(name).length + 1))
    .sort();
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** A copy of the archive, changed. */
async function verifyChanged(change: (at: string) => void): Promise<{ code: number | null; stdout: string }> {
  rmSync(archive("changed"), { recursive: true, force: true });
  cpSync(archive("out"), archive("changed"), { recursive: true });
  change(archive("changed"));
  return await run(["verify", "--bag", "changed", "--policy", policy]);
}

describe("sealbook export", () => {
  it("writes records, contents once, keys and policies, and both readmes", async () => {
    const { code, stdout, stderr } = await run(["export", "out", "--json"]);
    assert.equal(code, 0, stderr);
    const said = JSON.parse(stdout);
    assert.deepEqual([said.records, said.contents, said.notAnchored, said.problems], [4, 3, 0, []]);
    const paths = pathsOf("out");
    for (const path of [
      "README.en.txt",
      "说明.txt",
      "bagit.txt",
      "data/index.csv",
      "data/ledgers/main/witness-policy.txt",
    ]) {
      assert.ok(paths.includes(path), path);
    }
    const content = `data/contents/${sha256(Buffer.from("a")).slice(0, 2)}/${sha256(Buffer.from("a"))}.txt`;
    assert.equal(readFileSync(join(archive("out"), content), "utf8"), "a");
    assert.equal(paths.filter((path) => path.endsWith("/receipt.json")).length, 4);
    assert.match(readFileSync(join(archive("out"), "data/index.csv"), "utf8"), /"合同 final\.pdf"/);
    assert.match(readFileSync(join(archive("out"), "bag-info.txt"), "utf8"), /^Source-Organization: 蓝港银行$/m);
    assert.ok(!paths.some((path) => path.includes(".part")));
  });

  it("carries records whose digest is what their entry in the ledger states", () => {
    const path = pathsOf("out").find((each) => each.endsWith("/record.json")) ?? "";
    const receipt = JSON.parse(readFileSync(join(archive("out"), path.replace("record.json", "receipt.json")), "utf8"));
    const digest = Buffer.from(sha256(readFileSync(join(archive("out"), path))), "hex").toString("base64");
    assert.ok(receipt.entry.includes(digest));
  });

  it("is written down in the audit log", async () => {
    const rows = await prisma().auditEvent.findMany({ where: { action: "evidence.export" } });
    assert.deepEqual(
      rows.map(({ subject }) => subject),
      [organisation.id, organisation.id],
    );
  });

  it("writes no second archive into a folder that is there", async () => {
    const { code, stderr } = await run(["export", "out"]);
    assert.equal(code, 2);
    assert.match(stderr, /is there already/);
  });

  it("exports what was received in some days, or some records", async () => {
    const none = JSON.parse((await run(["export", "none", "--to", "2020-01-01", "--json"])).stdout);
    assert.equal(none.records, 0);
    const [first] = await prisma().evidence.findMany({ orderBy: { id: "asc" }, take: 1 });
    const one = JSON.parse((await run(["export", "one", "--id", first?.id ?? "", "--json"])).stdout);
    assert.deepEqual([one.records, one.contents], [1, 1]);
    const other = await run(["export", "other", "--id", "0192f0c1-0000-7000-8000-000000000000"]);
    assert.equal(other.code, 2);
    assert.match(other.stderr, /no record 0192f0c1/);
  });

  it("goes on where it was stopped, and drops what was not finished", async () => {
    const { code } = await run(["export", "stopped", "--id", "0192f0c1-0000-7000-8000-000000000000"]);
    assert.equal(code, 2);
    cpSync(archive("out"), archive("half.part"), { recursive: true });
    const journal = readFileSync(archive("stopped.part.journal"), "utf8").replace(/"ids\\":\[[^\]]*\]/, '"ids\\":[]');
    const path = pathsOf("out").find((each) => each.endsWith("/receipt.json")) ?? "";
    const bytes = readFileSync(join(archive("out"), path));
    const written = {
      size: bytes.length,
      sha256: sha256(bytes),
      sha512: createHash("sha512").update(bytes).digest("hex"),
    };
    writeFileSync(
      archive("half.part.journal"),
      `${journal}${JSON.stringify({ file: path, written })}\n{"file":"data/rec`,
    );
    const ended = await run(["export", "half", "--json"]);
    assert.equal(ended.code, 0, ended.stderr);
    assert.equal(JSON.parse(ended.stdout).records, 4);
    assert.equal((await run(["verify", "--bag", "half", "--policy", policy])).code, 0);
  });

  it("says of what is not in the ledger yet that nothing proves it", async () => {
    assert.equal(early.code, 0, early.stderr);
    assert.match(early.stdout, /3 records were not in the ledger yet/);
    assert.match(readFileSync(join(archive("early"), "README.en.txt"), "utf8"), /3 records were not in the ledger yet/);
    const { code, stdout } = await run(["verify", "--bag", "early", "--policy", policy]);
    assert.equal(code, 2);
    assert.match(stdout, /3: 0 hold, 0 failed, 3 not anchored/);
  });
});

describe("sealbook verify --bag", () => {
  it("holds for what was exported, and names no issuer that the reader did not", async () => {
    const known = await run(["verify", "--bag", "out", "--policy", policy]);
    assert.equal(known.code, 0, known.stdout);
    assert.match(known.stdout, /4: 4 hold, 0 failed/);
    assert.match(known.stdout, /not that nothing was left out/);
    const unknown = await run(["verify", "--bag", "out", "--json"]);
    assert.equal(unknown.code, 3);
    const { receipts, bag } = JSON.parse(unknown.stdout);
    assert.deepEqual([receipts.all, receipts.verdicts.issuer_unproven, bag.problemCount], [4, 4, 0]);
    assert.deepEqual(receipts.contents, { there: 4, absent: 0, notKept: 0 });
  });

  it("refuses a policy of another ledger", async () => {
    writeFileSync(archive("other-policy.txt"), `log ${ledger.key.text} https://log.example.com/\nquorum none\n`);
    const { code, stdout } = await run(["verify", "--bag", "out", "--policy", "other-policy.txt"]);
    assert.equal(code, 1);
    assert.match(stdout, /4: 0 hold, 4 failed/);
  });

  const content = `data/contents/ca/${"ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"}.txt`;
  const damage: Record<string, [RegExp, (at: string) => void]> = {
    "a changed content": [/ca978112.*: the file was changed/, (at) => writeFileSync(join(at, content), "b")],
    "a missing content": [/ca978112.*: the file is missing/, (at) => rmSync(join(at, content))],
    "an extra file": [/data\/x: the file is in the folder/, (at) => writeFileSync(join(at, "data/x"), "x")],
    "a name that leads outside": [
      /manifest-sha256.txt:\d+: a path that could lead out/,
      (at) => writeFileSync(join(at, "manifest-sha256.txt"), `${"0".repeat(64)}  data/../../x\n`, { flag: "a" }),
    ],
  };
  for (const [name, [said, change]] of Object.entries(damage)) {
    it(`names ${name}`, async () => {
      const { code, stdout } = await verifyChanged(change);
      assert.equal(code, 1);
      assert.match(stdout, said);
    });
  }

  it("names a receipt that was changed with all its manifests", async () => {
    const { code, stdout } = await verifyChanged((at) => {
      const path = pathsOf("changed").find((each) => each.endsWith("/receipt.json")) ?? "";
      const text = readFileSync(join(at, path), "utf8").replace(
        /\\"receivedAt\\":\\"20(\d\d)/,
        '\\"receivedAt\\":\\"19$1',
      );
      writeFileSync(join(at, path), text);
      remake(at, path);
    });
    assert.equal(code, 1);
    assert.match(stdout, /4: 3 hold, 1 failed/);
    assert.match(stdout, /receipt\.json: /);
    assert.doesNotMatch(stdout, /the file was changed/);
  });

  it("says so where there is no bag, and where a bag has no receipts", async () => {
    assert.equal((await run(["verify", "--bag", "nowhere"])).code, 2);
    mkdirSync(archive("empty"), { recursive: true });
    assert.equal((await run(["verify", "--bag", "empty"])).code, 1);
    assert.equal((await run(["verify", "--bag", "none", "--policy", policy])).code, 2);
  });
});

/** Manifests as somebody would write them who changed a file and wanted nobody to see. */
function remake(at: string, path: string): void {
  for (const algorithm of ["sha256", "sha512"]) {
    const hash = (name: string) =>
      createHash(algorithm)
        .update(readFileSync(join(at, name)))
        .digest("hex");
    const put = (manifest: string, name: string) => {
      const lines = readFileSync(join(at, manifest), "utf8").split("\n");
      const changed = lines.map((line) => (line.endsWith(`  ${name}`) ? `${hash(name)}  ${name}` : line));
      writeFileSync(join(at, manifest), changed.join("\n"));
    };
    put(`manifest-${algorithm}.txt`, path);
  }
  for (const algorithm of ["sha256", "sha512"]) {
    const hash = (name: string) =>
      createHash(algorithm)
        .update(readFileSync(join(at, name)))
        .digest("hex");
    const lines = [
      "bagit.txt",
      "bag-info.txt",
      "README.en.txt",
      "说明.txt",
      "manifest-sha256.txt",
      "manifest-sha512.txt",
    ];
    const text = lines.map((name) => `${hash(name)}  ${name}\n`).join("");
    writeFileSync(join(at, `tagmanifest-${algorithm}.txt`), text);
  }
}
