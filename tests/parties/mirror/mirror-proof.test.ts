/** A mirror when nobody else is left: receipts and entries proven against its files alone. */
import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { openCheckpoint } from "#lib/core/log/checkpoint.ts";
import { parseTlogProof } from "#lib/core/log/tlog-proof.ts";
import { formatReceipt } from "#lib/core/receipt/receipt.ts";
import { utf8 } from "#lib/core/text/bytes.ts";
import { sealbook } from "#tests/bin/commands/run-cli.ts";
import { receipt, receiptBytes, entry as receiptEntry, without } from "#tests/core/receipt/receipt-fixture.ts";
import { LEDGER, OTHER_KEY, temporaryFolder, VKEY, writeLedger } from "#tests/parties/static-ledger.ts";
import { verifyReceipt } from "#tests/support/verify-bytes.ts";

describe("when nobody else is left", () => {
  let root: string;
  let mirrored: string;
  const grown = (index: number): Uint8Array => (index === 5 ? receiptEntry : utf8(`other entry ${index}`));
  let receiptPath: string;
  let out: string;
  const prove = (...args: string[]) => sealbook(["mirror", "prove", "--dir", mirrored, ...args, "--json"]);
  const outcomeOf = ({ code, stdout }: { code: number | null; stdout: string }) => [code, JSON.parse(stdout).outcome];

  beforeEach(() => {
    root = temporaryFolder();
    mirrored = join(root, "mirror");
    receiptPath = join(root, "receipt.json");
    out = join(root, "fresh.tlog-proof");
    writeFileSync(receiptPath, receiptBytes);
    writeLedger(mirrored, 700, { entry: grown });
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it("proves a receipt, and writes a proof of it to the newest checkpoint, which verifies in its place", async () => {
    for (const trust of [[], ["--vkey", VKEY]]) {
      const ended = await prove("--receipt", receiptPath, "--out", out, ...trust);
      assert.equal(ended.code, 0, ended.stderr);
      const { outcome, index, size, extendsReceipt, keyNamed } = JSON.parse(ended.stdout);
      assert.deepEqual([outcome, index, size, extendsReceipt], ["proven", 5, 700, true]);
      assert.equal(keyNamed, trust.length > 0);
    }
    const proof = readFileSync(out, "utf8");
    const opened = openCheckpoint(parseTlogProof(proof)!.checkpoint, LEDGER.key);
    assert.ok(!("failed" in opened) && opened.checkpoint.size === 700n);
    const renewed = verifyReceipt({ receipt: formatReceipt(receipt({ proof })) });
    assert.equal(renewed.verdict, "issuer_unproven");
    assert.equal(renewed.facts?.treeSize, 700);
  });

  it("finds a receipt that was handed out before its entry was anchored", async () => {
    writeFileSync(receiptPath, formatReceipt(without(receipt(), "proof")));
    const { code, stdout } = await prove("--receipt", receiptPath, "--out", out);
    assert.deepEqual([code, JSON.parse(stdout).index, JSON.parse(stdout).extendsReceipt], [0, 5, false]);
  });

  it("finds an entry by its bytes, and says so when it was never recorded", async () => {
    const entryPath = join(root, "entry");
    writeFileSync(entryPath, grown(321));
    const found = await prove("--entry-file", entryPath, "--vkey", VKEY);
    assert.deepEqual([found.code, JSON.parse(found.stdout).index], [0, 321]);
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
