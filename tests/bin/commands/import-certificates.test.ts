/** Certificates of other systems become evidence with what could be checked of them, once, against the product's own server. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { prisma } from "#lib/infra/db/prisma.ts";
import { findWhole } from "#tests/support/whole-evidence.ts";
import { client, createBank, folder, run, setUp, tearDown } from "./installation.ts";

const SAMPLE = new URL("../../credentials/elsewhere/open-attestation.json", import.meta.url);
const past = join(folder, "past");

// biome-ignore lint/suspicious/noExplicitAny: what JSON holds is what these tests are about.
type Json = any;

before(async () => {
  await setUp();
  await createBank();
  mkdirSync(past);
  const { whole } = JSON.parse(readFileSync(SAMPLE, "utf8"));
  writeFileSync(join(past, "attested.json"), JSON.stringify(whole));
  const forged = structuredClone(whole);
  forged.data.name = forged.data.name.replace("学士", "博士");
  writeFileSync(join(past, "forged.json"), JSON.stringify(forged));
  writeFileSync(join(past, "张三.pdf"), "%PDF-1.7 diploma");
  writeFileSync(join(folder, "outside.pdf"), "%PDF-1.7 not of the folder");
  symlinkSync(join(folder, "outside.pdf"), join(folder, "link.pdf"));
});
after(() => tearDown());

const detailsOf = async (id: string): Promise<Json> => {
  const row = await findWhole(id);
  return JSON.parse(Buffer.from(row.details).toString("utf8"));
};

describe("sealbook import-certificates", () => {
  it("records each file of a folder with what its check found, and says which content does not hold", async () => {
    const { code, stdout, stderr } = await run(["import-certificates", "past", "--json"]);
    assert.equal(code, 1);
    assert.match(stderr, /3 of 3 recorded; the content of one does not hold/);
    const results: Json[] = JSON.parse(stdout);
    assert.deepEqual(
      results.map(({ file, check }) => [file, check?.system, check?.steps[0].status]),
      [
        ["attested.json", "open_attestation_2", "ok"],
        ["forged.json", "open_attestation_2", "failed"],
        ["张三.pdf", undefined, undefined],
      ],
    );
    const words = await Promise.all(results.map(({ evidence }) => detailsOf(evidence.id)));
    const checks = words.map((details) => JSON.stringify(details));
    assert.match(checks[0] ?? "", /content ok, anchor unchecked \(chain_not_asked\), issuer unchecked/);
    assert.match(checks[1] ?? "", /content failed \(not_its_hash\)/);
    assert.match(checks[2] ?? "", /nothing could be checked/);
  });

  it("records what a table names, with its columns as fields, and nothing twice", async () => {
    writeFileSync(
      join(folder, "table.csv"),
      '\ufeff文件,姓名,分数\n张三.pdf,"张𠮷, 三",93.5\nabsent.pdf,李四,1\n../outside.pdf,王五,2\n',
    );
    const before = await prisma().evidence.count();
    const args = ["import-certificates", "past", "--table", "table.csv", "--json"];
    const first = await run(args);
    assert.equal(first.code, 1);
    const results: Json[] = JSON.parse(first.stdout);
    assert.deepEqual(
      results.map(({ line, error }) => [line, error?.code]),
      [
        [2, undefined],
        [3, "file_unreadable"],
        [4, "file_unreadable"],
      ],
    );
    assert.match(JSON.stringify(await detailsOf(results[0].evidence.id)), /张𠮷, 三.*93\.5|93\.5.*张𠮷, 三/);
    const again: Json[] = JSON.parse((await run(args)).stdout);
    assert.equal(again[0].evidence.id, results[0].evidence.id);
    assert.equal(await prisma().evidence.count(), before + 1);
  });

  it("says what is wrong with a table, in the reader's language", async () => {
    writeFileSync(join(folder, "bad.csv"), "name,score\nA,1\n");
    const args = ["import-certificates", "past", "--table", "bad.csv"];
    const english = await run(args);
    assert.deepEqual([english.code, /needs a column “file”/.test(english.stderr)], [2, true], english.stderr);
    const chinese = await run(args, { env: { ...client, LANG: "zh_CN.UTF-8" } });
    assert.match(chinese.stderr, /需要“文件”一列/);
    assert.equal((await run(["import-certificates", "nowhere"])).code, 2);
  });
});
