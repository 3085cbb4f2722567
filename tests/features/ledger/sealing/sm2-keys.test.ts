/** A ledger that signs with SM2 as well: for those who ask for it, in nobody's way, and no longer when an operator ends it. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { verifyLogSignature } from "#lib/core/log/checkpoint.ts";
import { readKeyHistory } from "#lib/core/log/key-history.ts";
import { formatNote, parseNote, parseVerifierKey } from "#lib/core/log/note.ts";
import { openReceipt } from "#lib/core/receipt/open-receipt.ts";
import { extrasOf } from "#lib/core/receipt/receipt.ts";
import { readAnchor } from "#lib/features/evidence/receipts/drawing/anchor.ts";
import { buildReceipt } from "#lib/features/evidence/receipts/rows.ts";
import { checkReceipt } from "#lib/features/evidence/verification/rows.ts";
import { describeEpochs, readPolicyEpochs } from "#lib/features/ledger/publishing/rows/policy-epochs.ts";
import { readKeysView, readPublishedHistory } from "#lib/features/ledger/publishing/rows/published-keys.ts";
import { readPublishedPolicy } from "#lib/features/ledger/publishing/rows/witness-policy.ts";
import { readLedgerKeys } from "#lib/features/ledger/sealing/rows/keys.ts";
import { findBlock } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { rememberCheckpoint } from "#lib/features/ledger/sealing/verbs/remember-checkpoint.ts";
import { addLedgerKey, endLedgerKey } from "#lib/features/ledger/sealing/verbs/rotate-keys.ts";
import { type Pool, pool } from "#lib/infra/db/pool.ts";
import { newKeys, readFollowed } from "#lib/parties/ledger-reader/follow-keys.ts";
import { openSource } from "#lib/parties/ledger-reader/open-source.ts";
import { trustLedger } from "#lib/parties/ledger-reader/trusted-ledger.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { type MadeOrganisation, makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { assertSound, auditFinding, ownerPool, rewrite } from "#tests/support/ledger.ts";

const actor = { kind: "operator" } as const;

describe("a ledger with an SM2 key", () => {
  let organisation: MadeOrganisation;
  let owner: Pool;
  const receipts: Uint8Array[] = [];
  const folder = mkdtempSync(join(tmpdir(), "sealbook-sm2-"));

  before(async () => {
    await createTestDatabase();
    owner = ownerPool();
    await ensureLedger("main", { keys: "hybrid" });
    organisation = await makeOrganisation();
  });
  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await owner.end();
    await dropTestDatabase();
  });

  async function block(): Promise<void> {
    const [one] = await makeEvidence({ organisation, count: 1 });
    await appendBlock({ ledger: "main" });
    receipts.push((await buildReceipt({ evidenceId: one!.id }))!.json);
  }
  const noteAt = async (height: bigint) => parseNote((await findBlock({ ledger: "main", height }))!.checkpoint)!;
  const sm2Step = async (receipt: Uint8Array) => {
    const { verdict, steps, facts } = await checkReceipt({ receipt });
    const step = steps.find(({ name }) => name === "sm2");
    return { verdict, said: step && `${step.status} ${step.reason}`, facts };
  };

  it("signs from the next block on with all of its keys, and the audit checks each", async () => {
    await block();
    const added = await addLedgerKey({ actor, ledger: "main", algorithm: "sm2" });
    await block();
    assert.deepEqual(
      (await readLedgerKeys("main"))!.map(({ algorithm }) => algorithm),
      ["ed25519", "ml-dsa-44", "sm2"],
    );
    const key = parseVerifierKey(added.verifierKey)!;
    const statuses = [await noteAt(0n), await noteAt(1n)].map((note) => verifyLogSignature(note, key));
    assert.deepEqual(statuses, ["absent", "ok"]);
    assert.equal((await noteAt(1n)).signatures.length, 3);
    // The statement: by the Ed25519 key and itself.
    assert.equal(parseNote(added.statement)!.signatures.length, 2);
    await assertSound(2);
  });

  it("gives receipts the statement of whose the signature is; they hold, and name it", async () => {
    const [first, second] = await Promise.all(receipts.map(sm2Step));
    assert.deepEqual([first?.verdict, first?.said], ["valid", undefined]);
    assert.deepEqual([second?.verdict, second?.said], ["valid", "ok ok"]);
    assert.deepEqual(
      second?.facts?.signatures?.map(({ algorithm }) => algorithm),
      ["Ed25519", "ML-DSA-44", "SM2"],
    );
    assert.deepEqual(second?.facts?.ignored, []);
    const { parts } = openReceipt(receipts[1]!);
    assert.deepEqual(
      readAnchor(parts!, undefined)?.lines.map(({ algorithm }) => algorithm),
      ["Ed25519", "ML-DSA-44", "SM2"],
    );
  });

  it("publishes it with the others, and leaves it out of what trust follows: history, policies, epochs", async () => {
    const view = (await readKeysView("main"))!;
    assert.deepEqual(
      view.keys.map(({ algorithm }) => algorithm),
      ["ed25519", "ml-dsa-44", "sm2"],
    );
    const history = readKeyHistory((await readPublishedHistory("main"))!);
    assert.ok(!("failed" in history));
    assert.deepEqual(
      history.map(({ key }) => key.type),
      [1, 6],
    );
    assert.equal((await readPolicyEpochs("main"))!.length, 2);
    assert.ok(!(await readPublishedPolicy({ ledger: "main" }))!.includes(view.keys[2]!.verifierKey));
    assert.match((await describeEpochs("main"))!, /\(sm2\) signs trees of 3 entries and more/);
  });

  it("is followed by readers that know the other keys, and by none that knows this one alone", async () => {
    const head = (await findBlock({ ledger: "main", height: 1n }))!;
    writeFileSync(join(folder, "checkpoint"), head.checkpoint);
    writeFileSync(join(folder, "keys"), (await readPublishedHistory("main"))!);
    const [first, second, sm2] = (await readLedgerKeys("main"))!.map(({ verifierKey }) => verifierKey);
    const ledger = trustLedger([first!, second!]);
    assert.ok(!("failed" in ledger));
    const followed = await readFollowed(openSource(folder)!, ledger);
    assert.deepEqual([followed.checkpoint.size, newKeys(followed.ledger, ledger)], [head.treeSize, []]);
    assert.deepEqual(trustLedger([sm2!]), { failed: "key_malformed" });
    const note = await noteAt(1n);
    const key = parseVerifierKey(sm2!)!;
    const alone = formatNote(
      note.text,
      note.signatures.flatMap(({ keyId, line }) => (Buffer.from(keyId).equals(key.keyId) ? [line] : [])),
    );
    await assert.rejects(rememberCheckpoint({ actor, ledger: "main", note: alone }), { code: "checkpoint_unsigned" });
  });

  it("exchanges it as the others, and may end it, which the others' last keys may not", async () => {
    await addLedgerKey({ actor, ledger: "main", algorithm: "sm2" });
    await block();
    assert.equal((await noteAt(2n)).signatures.length, 4);
    await endLedgerKey({ actor, ledger: "main", number: 3 });
    await block();
    await endLedgerKey({ actor, ledger: "main", number: 4 });
    for (const number of [1, 2]) {
      await assert.rejects(endLedgerKey({ actor, ledger: "main", number }), { code: "ledger_key_unsigned" });
      const end = `INSERT INTO ledger_key_end (ledger, number, size) VALUES ('main', ${number}, 8)`;
      await assert.rejects(pool().query(end), /no other key of its algorithm/);
    }
    await block();
    assert.equal((await noteAt(4n)).signatures.length, 2);
    const checked = await Promise.all(receipts.slice(2).map(sm2Step));
    assert.deepEqual(
      checked.map(({ verdict, said }) => [verdict, said]),
      [
        ["valid", "ok ok"],
        ["valid", "ok ok"],
        ["valid", undefined],
      ],
    );
    assert.deepEqual(
      receipts.map((json) => extrasOf(openReceipt(json).parts!.receipt).filter(({ kind }) => kind === "sm2").length),
      [0, 1, 1, 1, 0],
    );
    await assertSound(5);
  });

  it("a checkpoint whose SM2 signature is missing or another's is named by the audit", async () => {
    const note = await noteAt(3n);
    const [, , sm2, ...none] = note.signatures.map(({ line }) => line);
    assert.deepEqual(none, []);
    const other = (await noteAt(2n)).signatures.at(-1)!.line;
    for (const replaced of [[], [other]]) {
      const lines = note.signatures.flatMap(({ line }) => (line === sm2 ? replaced : [line]));
      await rewrite(owner, "UPDATE ledger_block SET checkpoint = $1 WHERE height = 3", [formatNote(note.text, lines)]);
      assert.equal((await auditFinding())?.check, "checkpoint");
    }
  });
});
