/** `sealbook verify` of an unlinkable proof: its verdict, and in words what it proves and what it does not. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { shortPeriod } from "#lib/credentials/bbs/form.ts";
import { presentUnlinkable } from "#lib/credentials/bbs/present.ts";
import { sealbook } from "#tests/bin/commands/run-cli.ts";
import { baseOf, lifeWith } from "#tests/support/unlinkable.ts";
import { HOLDER } from "#tests/support/whole-certificates.ts";

const folder = mkdtempSync(join(tmpdir(), "sealbook-unlinkable-"));
const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
/** By the clock of this machine. */
const period = shortPeriod(new Date(), undefined);

before(async () => {
  const { document = "", history = "" } = lifeWith();
  const base = await baseOf(period);
  for (const [name, text] of Object.entries({ "did.json": document, "keys.json": history, "base.json": base }))
    write(name, text);
  write("proof.json", await presentUnlinkable(base, ["fields.course"]));
  write("over.json", await presentUnlinkable(await baseOf(), ["fields.course"]));
});
after(() => rmSync(folder, { recursive: true, force: true }));

const FILES = ["--did", "did.json", "--keys", "keys.json"];
const run = (file: string, ...more: string[]) => sealbook(["verify", file, ...FILES, ...more], { cwd: folder });

describe("sealbook verify of an unlinkable proof", () => {
  it("says in both languages what was proven, what was not shown, and what was not asked", async () => {
    const english = await run("proof.json");
    assert.equal(english.code, 3, english.stdout);
    for (const said of [
      "Not part of it  Status",
      "Not part of it  Ledger",
      "Proven: the issuer signed a certificate that says all of the above",
      "Not shown: 3 more fields or statements were signed",
      "cannot be connected by what they are made of",
      "Not proven: that whoever gave it to you is its holder",
    ])
      assert.ok(english.stdout.includes(said), `${said}\n${english.stdout}`);
    assert.ok(!english.stdout.includes(HOLDER));
    const chinese = await sealbook(["verify", "proof.json", ...FILES], { cwd: folder, env: { LC_ALL: "zh_CN.UTF-8" } });
    for (const said of ["不适用", "未出示：另有 3 项", "未证明："])
      assert.ok(chinese.stdout.includes(said), chinese.stdout);
  });

  it("has the codes of every certificate: over, refused, not confirmed", async () => {
    assert.equal((await run("base.json")).code, 1);
    assert.ok((await run("base.json")).stdout.includes("base form"));
    assert.equal((await sealbook(["verify", "proof.json"], { cwd: folder })).code, 2);
    const late = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
    const { code, stdout } = await run("proof.json", "--date", late, "--json");
    assert.deepEqual([code, JSON.parse(stdout).certificate.verdict], [7, "expired"]);
  });
});
