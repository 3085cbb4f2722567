/**
 * A ledger that the first version of the formats made is continued without a break, and its receipts go on verifying; these
 * files never change, whatever the code becomes.
 */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { openCheckpoint } from "#lib/core/log/checkpoint.ts";
import { readKeyHistory } from "#lib/core/log/key-history.ts";
import { verifyConsistency } from "#lib/core/log/merkle.ts";
import { parsePolicy } from "#lib/core/log/policy.ts";
import { parseReceipt } from "#lib/core/receipt/receipt.ts";
import { sha256, utf8 } from "#lib/core/text/bytes.ts";
import { loadReceipt } from "#lib/features/evidence/receipts/pages.ts";
import { findLedger } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { readConsistencyProof } from "#lib/features/ledger/sealing/rows/proofs.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { whole } from "#lib/gate/reach.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { open } from "#lib/verify/open.ts";
import { verify } from "#lib/verify/verify.ts";
import { sealbook } from "#tests/bin/commands/run-cli.ts";
import { dropTestDatabase } from "#tests/support/database.ts";
import { makeEvidence } from "#tests/support/evidence-factory.ts";
import { golden, goldenNames, restoreGoldenLedger } from "#tests/support/golden-ledger.ts";
import { appendAll, assertSound } from "#tests/support/ledger.ts";

const FOLDER = new URL("../../core/golden/ledger/", import.meta.url).pathname;
const ENTRIES = 14;
const MADE = 3;
const policy = parsePolicy(golden("policy.txt").toString());
const contents: Record<string, string> = JSON.parse(golden("contents.json").toString());
const UNANCHORED = "waiting.json";
const UNWITNESSED = "unwitnessed.json";

const idOf = (name: string): string => {
  const receipt = parseReceipt(golden(name));
  assert.ok(!("failed" in receipt));
  return JSON.parse(receipt.record).id;
};

describe("receipts of the ledger's first version", () => {
  for (const name of [...goldenNames(".json"), ...goldenNames(".pdf")]) {
    it(`${name} has the verdict that it had`, async () => {
      assert.ok(!("error" in policy));
      const authorities = [new Uint8Array(new X509Certificate(golden("authority.pem")).raw)];
      const content = contents[`${name.split(".")[0]}.txt`];
      const digest = content === undefined ? {} : { sha256: sha256(utf8(content)) };
      const receipt = await open(new Uint8Array(golden(name)));
      const requireQuorum = name !== UNWITNESSED;
      const found = await verify({ receipt, policy, authorities, requireQuorum, ...digest, at: new Date() });
      const failed = found.steps.filter(({ status }) => status === "failed");
      assert.deepEqual(failed, []);
      assert.equal(found.verdict, name === UNANCHORED ? "not_anchored" : "valid");
      assert.equal(found.witnessed, name !== UNANCHORED && name !== UNWITNESSED);
      if (found.witnessed) assert.equal(found.facts?.timestamps?.length, 1);
    });
  }

  it("the command line says of a file and its receipt what it said", async () => {
    const trust = ["--policy", join(FOLDER, "policy.txt"), "--tsa-ca", join(FOLDER, "authority.pem")];
    for (const name of ["contract.json", "contract.en.pdf", "letter.zh-CN.pdf"]) {
      const { code, stdout, stderr } = await sealbook(["verify", join(FOLDER, name), ...trust, "--json"]);
      assert.equal(code, 0, stderr);
      assert.equal(JSON.parse(stdout).verdict, "valid");
    }
  });
});

describe("the ledger's first version, continued", () => {
  before(restoreGoldenLedger);
  after(() => dropTestDatabase());

  it("is sound as it was left", async () => {
    const { rows } = await pool().query("SELECT count(*)::integer AS count FROM ledger_pending");
    assert.equal(rows[0].count, 2);
    const last = golden("checkpoint.txt").toString();
    const { rows: blocks } = await pool().query("SELECT checkpoint FROM ledger_block ORDER BY height DESC LIMIT 1");
    assert.equal(blocks[0].checkpoint, last);
  });

  it("takes what waited, and what is recorded now, without a break", async () => {
    const { rows } = await pool().query("SELECT id, name, ledger FROM organisation");
    assert.equal(await appendAll(), 1);
    await makeEvidence({ organisation: rows[0], count: MADE });
    assert.equal(await appendAll(), 1);
    await assertSound(ENTRIES + MADE);
  });

  it("goes on from the checkpoint that it had, under the same keys", async () => {
    const ledger = await findLedger("main");
    const keys = readKeyHistory(golden("keys.txt").toString());
    assert.ok(ledger && Array.isArray(keys));
    assert.deepEqual(
      ledger.keys.map(({ verifierKey }) => verifierKey),
      keys.map(({ key }) => key.text),
    );
    const newest = keys.at(-1);
    assert.ok(newest);
    const { rows } = await pool().query("SELECT checkpoint FROM ledger_block ORDER BY height DESC LIMIT 1");
    const [before, now] = [golden("checkpoint.txt").toString(), rows[0].checkpoint].map((note) => {
      const opened = openCheckpoint(note, newest.key);
      assert.ok("checkpoint" in opened);
      return opened.checkpoint;
    });
    assert.ok(before && now && now.size > before.size);
    const proof = await readConsistencyProof({ ledger: "main", size1: before.size, size2: now.size });
    const given = { size1: before.size, root1: before.root, size2: now.size, root2: now.root, proof };
    assert.ok(verifyConsistency(given));
  });

  it("hands out the receipts that it handed out, byte for byte, until somebody signs more", async () => {
    const { rows } = await pool().query("SELECT id FROM organisation");
    const organisationId = rows[0].id as OrganisationId;
    const options = { locale: "en", waitSeconds: 0, until: "anchored", format: "json" } as const;
    const names = goldenNames(".json").filter((name) => name !== UNANCHORED);
    for (const name of names) {
      const whose = name.includes("public") ? {} : { reach: whole(organisationId) };
      const { bytes } = await loadReceipt({ evidenceId: idOf(name), ...whose, ...options });
      assert.equal(Buffer.from(bytes).toString(), golden(name).toString(), name);
    }
    assert.equal(names.length, 7);
    const proof = await loadReceipt({ ...options, evidenceId: idOf("letter.json"), format: "tlog-proof" });
    assert.equal(Buffer.from(proof.bytes).toString(), golden("letter.tlog-proof").toString());
  });

  it("proves a record that it was left with, in a receipt of the first version", async () => {
    assert.ok(!("error" in policy));
    const options = { locale: "en", waitSeconds: 0, until: "anchored", format: "json" } as const;
    const { bytes } = await loadReceipt({ evidenceId: idOf(UNANCHORED), ...options });
    const { verdict, facts } = await verify({ receipt: await open(bytes), policy, requireQuorum: false });
    assert.equal(verdict, "valid");
    assert.equal(facts?.index, 12);
    const [now, before] = [parseReceipt(bytes), parseReceipt(golden(UNANCHORED))];
    assert.ok(!("failed" in now) && !("failed" in before));
    assert.deepEqual([now.receipt, now.record, now.entry], ["sealbook.receipt/v1", before.record, before.entry]);
  });
});
