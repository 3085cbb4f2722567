/** A new installation, from the upload to a stranger's check: blocks in the tree, in receipts, and in the eyes of every program. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { BLOCK_PATH, INCLUSION_PATH } from "#components/check-us/commands.ts";
import { createBank, folder, operate, product, run, setUp, tearDown, writeFiles } from "./installation.ts";

// biome-ignore lint/suspicious/noExplicitAny: what JSON holds is what these tests are about.
type Json = any;

let receipt: Json;
let id = "";
let vkey = "";

before(async () => {
  await setUp();
  await createBank();
  await product.startWorker();
  writeFiles();
  await run(["submit", "a.txt", "large.bin", "--wait", "--json"]);
  const { stdout } = await run(["submit", "合同 final.pdf", "--wait", "--json"]);
  id = JSON.parse(stdout)[0].evidence.id;
  for (const format of ["json", "pdf"]) {
    assert.equal((await run(["receipt", id, "--format", format, "--out", `receipt.${format}`])).code, 0);
  }
  receipt = JSON.parse(readFileSync(join(folder, "receipt.json"), "utf8"));
  vkey = receipt.ledgerKey.key;
  writeFileSync(join(folder, "policy"), `log ${vkey}\nquorum none\n`);
});
after(() => tearDown());

/** As the receipt is written: its members are sorted already. */
const verify = (file: string, ...args: string[]) =>
  run(["verify", file, "合同 final.pdf", "--policy", "policy", ...args]);

describe("a new installation", () => {
  it("hands out receipts that prove their block, as JSON and as PDF", async () => {
    assert.equal(receipt.receipt, "sealbook.receipt/v2");
    const [block, ...others] = receipt.extras;
    assert.deepEqual([block.kind, others], ["block", []]);
    const [, , height, , , , , time] = block.header.split("\n");
    for (const file of ["receipt.json", "receipt.pdf"]) {
      const { code, stdout } = await verify(file, "--json");
      assert.equal(code, 0, stdout);
      const { verdict, facts, steps } = JSON.parse(stdout);
      assert.deepEqual([verdict, facts.block], ["valid", { height: Number(height), time }]);
      assert.equal(steps.find(({ name }: Json) => name === "block").status, "ok");
    }
    assert.ok((await verify("receipt.json")).stdout.includes(time));
  });

  it("a change in any part of that is a failure with a name", async () => {
    const [block] = receipt.extras;
    const changes: [string, Json, string][] = [
      ...block.header
        .split("\n")
        .slice(0, -1)
        .map((line: string, at: number): [string, Json, string] => {
          const lines = block.header.split("\n");
          lines[at] =
            at === 7
              ? line.replace(/\d(?=Z$)/, (digit) => `${(Number(digit) + 1) % 10}`)
              : `${line.slice(0, -2)}${line.at(-1)}${line.at(-2) ?? ""}x`;
          return [`line ${at + 1}`, { ...block, header: lines.join("\n") }, "block"];
        }),
      ["index", { ...block, index: `${Number(block.index) - 1}` }, "block"],
      ...block.path.map((_: string, at: number): [string, Json, string] => [
        `step ${at + 1}`,
        { ...block, path: block.path.with(at, Buffer.alloc(32, 7).toString("base64")) },
        "block",
      ]),
    ];
    for (const [what, extra, step] of changes) {
      writeFileSync(join(folder, "bent.json"), JSON.stringify({ ...receipt, extras: [extra] }));
      const { code, stdout } = await verify("bent.json", "--json");
      assert.equal(code, 1, what);
      const failed = JSON.parse(stdout).steps.filter(({ status }: Json) => status === "failed");
      assert.deepEqual(
        failed.map(({ name }: Json) => name),
        [step],
        what,
      );
    }
  });

  it("a stranger checks it with the commands of the page, and with nothing of ours", () => {
    const sh = (command: string) =>
      execFileSync("sh", ["-c", command], { cwd: folder, encoding: "utf8" }).trimEnd().split("\n");
    assert.deepEqual(new Set(sh(INCLUSION_PATH)).size, 1);
    const [root, signed, before, stated, index, height, first, size, time] = sh(BLOCK_PATH);
    assert.deepEqual([root, before], [signed, stated]);
    assert.ok(Number(first) <= Number(index) && Number(index) < Number(size));
    assert.deepEqual(
      [height, time],
      [receipt.extras[0].header.split("\n")[2], receipt.extras[0].header.split("\n")[7]],
    );
    writeFileSync(join(folder, "kept.json"), readFileSync(join(folder, "receipt.json")));
    const bent = {
      ...receipt,
      extras: [{ ...receipt.extras[0], header: receipt.extras[0].header.replace(time!, "2020-01-01T00:00:00.000Z") }],
    };
    writeFileSync(join(folder, "receipt.json"), JSON.stringify(bent));
    const [other, same] = sh(BLOCK_PATH);
    writeFileSync(join(folder, "receipt.json"), readFileSync(join(folder, "kept.json")));
    assert.notEqual(other, same);
  });

  it("serves the header in the ledger's tiles, lists it to a monitor, and stands an audit", async () => {
    const size = Number(receipt.proof.split("\n\n")[1].split("\n")[1]);
    const bundle = await (await fetch(`${product.url}/ledger/main/tile/entries/000.p/${size}`)).bytes();
    assert.ok(Buffer.from(bundle).includes(receipt.extras[0].header));
    const watching = [
      "--url",
      `${product.url}/ledger/main`,
      "--vkey",
      vkey,
      "--state",
      "state.json",
      "--once",
      "--json",
    ];
    const monitor = await run(["monitor", ...watching, "--entries", "--from", "0"]);
    assert.equal(monitor.code, 0, monitor.stdout);
    assert.ok(monitor.stdout.includes('"type":"block"'));
    const audit = await operate("audit", "--json", "--since", join(folder, "receipt.json"));
    assert.equal(audit.code, 0, audit.stderr);
    const { counts } = JSON.parse(audit.stdout)[0] ?? JSON.parse(audit.stdout);
    assert.equal(counts.headers, counts.blocks);
  });
});
