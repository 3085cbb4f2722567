/** A hybrid ledger: Ed25519 and ML-DSA-44 both sign every checkpoint, and whoever wants both gets both or a refusal. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { openCheckpoint, verifyLogSignature } from "#lib/core/log/checkpoint.ts";
import { evaluatePolicy } from "#lib/core/log/evaluate-policy.ts";
import { readKeyHistory } from "#lib/core/log/key-history.ts";
import { formatNote, type Note, parseNote, parseVerifierKey } from "#lib/core/log/note.ts";
import { type Policy, parsePolicy } from "#lib/core/log/policy.ts";
import { openReceipt } from "#lib/core/receipt/open-receipt.ts";
import { formatReceipt } from "#lib/core/receipt/receipt.ts";
import { trustFor } from "#lib/core/verify/site-trust.ts";
import { buildReceipt } from "#lib/features/evidence/receipts/rows.ts";
import { checkReceipt, siteTrust } from "#lib/features/evidence/verification/rows.ts";
import { readEpochPolicy, readPolicyEpochs } from "#lib/features/ledger/publishing/rows/policy-epochs.ts";
import { readKeysView, readPublishedHistory } from "#lib/features/ledger/publishing/rows/published-keys.ts";
import { readPublishedPolicy, readWitnessPolicy } from "#lib/features/ledger/publishing/rows/witness-policy.ts";
import { readLedgerKeys } from "#lib/features/ledger/sealing/rows/keys.ts";
import { findBlock, findLedger } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { openLedgerSigner } from "#lib/features/ledger/sealing/rows/signer.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { addLedgerKey, endLedgerKey } from "#lib/features/ledger/sealing/verbs/rotate-keys.ts";
import { type Pool, pool } from "#lib/infra/db/pool.ts";
import { verify } from "#lib/verify/verify.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { type MadeOrganisation, makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { assertSound, auditFinding, ownerPool, rewrite } from "#tests/support/ledger.ts";

const actor = { kind: "operator" } as const;

function policyOf(text: string | undefined): Policy {
  const policy = parsePolicy(text ?? "");
  if ("error" in policy) throw new Error(policy.error);
  return policy;
}

/** The same receipt with some lines of its checkpoint left out. */
function withLines(json: Uint8Array, keep: (line: Note["signatures"][number]) => boolean): Uint8Array {
  const { receipt, note } = openReceipt(json).parts!;
  const lines = note!.signatures.filter(keep).map(({ line }) => line);
  const start = receipt.proof!.slice(0, receipt.proof!.indexOf("\n\n") + 2);
  return formatReceipt({ ...receipt, proof: `${start}${formatNote(note!.text, lines)}` });
}
const isEd25519 = ({ signature }: { signature: Uint8Array }) => signature.length === 64;

describe("a ledger that becomes hybrid", () => {
  let organisation: MadeOrganisation;
  let owner: Pool;
  const receipts: Uint8Array[] = [];

  before(async () => {
    await createTestDatabase();
    owner = ownerPool();
    await ensureLedger("main", { keys: "ed25519" });
    organisation = await makeOrganisation();
  });
  after(async () => {
    await owner.end();
    await dropTestDatabase();
  });

  /** One record and its header: the tree grows by two. */
  async function block(): Promise<void> {
    const [one] = await makeEvidence({ organisation, count: 1 });
    await appendBlock({ ledger: "main" });
    receipts.push((await buildReceipt({ evidenceId: one!.id }))!.json);
  }
  const noteAt = async (height: bigint) => parseNote((await findBlock({ ledger: "main", height }))!.checkpoint)!;

  it("has a key of each algorithm from the next block on, and Ed25519 is the one that it is known by", async () => {
    await block();
    const added = await addLedgerKey({ actor, ledger: "main", algorithm: "ml-dsa-44" });
    assert.deepEqual([added.number, added.sinceSize], [2, 3n]);
    await block();
    const keys = (await readLedgerKeys("main"))!;
    assert.deepEqual(
      keys.map(({ algorithm }) => algorithm),
      ["ed25519", "ml-dsa-44"],
    );
    const second = parseVerifierKey(added.verifierKey)!;
    const statuses = [await noteAt(0n), await noteAt(1n)].map((note) => verifyLogSignature(note, second));
    assert.deepEqual(statuses, ["absent", "ok"]);
    assert.ok("checkpoint" in openCheckpoint(await noteAt(1n), second));
    assert.equal((await findLedger("main"))!.verifierKey, keys[0]!.verifierKey);
    assert.equal(openReceipt(receipts[1]!).parts!.key!.text, keys[0]!.verifierKey);
    assert.equal((await openLedgerSigner("main")).key.text, keys[0]!.verifierKey);
    await assertSound(2);
  });

  it("publishes a policy for each stretch, which asks for both keys from there on, and no second log line", async () => {
    const epochs = (await readPolicyEpochs("main"))!;
    assert.deepEqual(
      epochs.map(({ since }) => since),
      [0n, 3n],
    );
    const [before, now] = await Promise.all(epochs.map(({ since }) => readEpochPolicy("main", since)));
    assert.equal(await readPublishedPolicy({ ledger: "main" }), now);
    const named = [1n, 2n, 3n, 4n, 1000n].map((size) => readEpochPolicy("main", size));
    const [one, two, three, ...beyond] = await Promise.all(named);
    assert.deepEqual([one, two, three], [before, before, now], "by any tree size in it");
    assert.equal(beyond.at(-1), undefined, "and not by one that there is no tree of yet");
    assert.equal(await readPublishedPolicy({ ledger: "main", size: 2n }), before);
    const policy = policyOf(now);
    assert.deepEqual([policy.logs.length, policy.witnesses.length, policyOf(before).witnesses.length], [1, 1, 0]);
    assert.deepEqual(policyOf(await readWitnessPolicy({ ledger: "main" })).witnesses, [], "its own key is no witness");
    const { quorumMet, witnesses, witnessesMet, ownKeys } = evaluatePolicy(policy, await noteAt(1n));
    assert.deepEqual([quorumMet, witnesses, witnessesMet, ownKeys], [true, [], true, "ok"]);
    assert.deepEqual([evaluatePolicy(policy, await noteAt(0n)).ownKeys], ["absent"]);
  });

  it("a receipt from before the second key is not the newest policy's, and is told whose it is", async () => {
    const { steps } = await verify({
      receipt: openReceipt(receipts[0]!),
      policy: policyOf(await readEpochPolicy("main", 3n)),
    });
    const { reason, policyOfTime = "" } = steps.find(({ name }) => name === "issuer")!;
    const size = BigInt(/\/ledger\/main\/witness-policy\/(\d+)$/.exec(policyOfTime)?.[1] ?? -1);
    assert.deepEqual([reason, policyOfTime.startsWith("http")], ["downgraded", true], policyOfTime);
    const policy = policyOf(await readEpochPolicy("main", size));
    assert.equal((await verify({ receipt: openReceipt(receipts[0]!), policy })).verdict, "valid");
  });

  it("passes with both signatures, witnessed by nobody, and fails by name where one was taken away", async () => {
    const policy = policyOf(await readEpochPolicy("main", 3n));
    const { verdict, witnessed, facts, steps } = await verify({ receipt: openReceipt(receipts[1]!), policy });
    assert.deepEqual([verdict, witnessed, facts?.witnesses], ["valid", false, []]);
    assert.equal(steps.find(({ name }) => name === "witnesses")?.reason, "no_witness");
    const stripped = withLines(receipts[1]!, isEd25519);
    for (const given of [{ policy }, { policy, requireQuorum: false }]) {
      const failed = await verify({ receipt: openReceipt(stripped), ...given });
      assert.equal(failed.verdict, "failed");
      assert.deepEqual(
        failed.steps.flatMap(({ status, name, reason }) => (status === "failed" ? [name, reason] : [])),
        ["issuer", "downgraded"],
      );
    }
    const checked = await Promise.all(
      [receipts[0]!, receipts[1]!, stripped].map((receipt) => checkReceipt({ receipt })),
    );
    assert.deepEqual(
      checked.map(({ verdict }) => verdict),
      ["valid", "valid", "failed"],
    );
    const site = await siteTrust();
    assert.equal(trustFor(openReceipt(receipts[0]!), site)!.policy.witnesses.length, 0);
    assert.equal(trustFor(openReceipt(receipts[1]!), site)!.policy.witnesses.length, 1);
  });

  it("keys of both algorithms are made the ledger's by the newest of each", async () => {
    await addLedgerKey({ actor, ledger: "main", algorithm: "ml-dsa-44" });
    await addLedgerKey({ actor, ledger: "main" });
    await block();
    const history = (await readPublishedHistory("main"))!;
    const read = readKeyHistory(history);
    assert.ok(!("failed" in read));
    assert.deepEqual(
      read.map(({ key }) => key.type),
      [1, 6, 6, 1],
    );
    const lines = history
      .split("\nsealbook.key/v1\n")
      .map((text) => text.split("\n").filter((line) => line.startsWith("—")));
    assert.deepEqual(
      lines.map(({ length }) => length),
      [1, 2, 3, 3],
    );
    // Whoever forges Ed25519 alone makes no further key the ledger's.
    const weaker = history.split("\n").filter((line) => line !== lines[3]![1]);
    assert.deepEqual(readKeyHistory(weaker.join("\n")), { failed: "unsigned", number: 4 });
    const view = (await readKeysView("main"))!;
    assert.deepEqual(
      view.keys.map(({ algorithm }) => algorithm),
      ["ed25519", "ml-dsa-44", "ml-dsa-44", "ed25519"],
    );
    assert.equal((await noteAt(2n)).signatures.length, 4);
    await assertSound(3);
  });

  it("each algorithm keeps a key that signs", async () => {
    await endLedgerKey({ actor, ledger: "main", number: 1 });
    await endLedgerKey({ actor, ledger: "main", number: 2 });
    for (const number of [3, 4]) {
      await assert.rejects(endLedgerKey({ actor, ledger: "main", number }), { code: "ledger_key_unsigned" });
    }
    const end = "INSERT INTO ledger_key_end (ledger, number, size) VALUES ('main', 3, 6)";
    await assert.rejects(pool().query(end), /no other key of its algorithm/);
    await block();
    assert.equal((await noteAt(3n)).signatures.length, 2);
    const policy = policyOf(await readEpochPolicy("main", 7n));
    assert.equal((await verify({ receipt: openReceipt(receipts[3]!), policy })).verdict, "valid");
    await assertSound(4);
  });

  it("a checkpoint that lacks the signature that it owes is named by the audit, and nothing is built on it", async () => {
    const note = await noteAt(3n);
    const bare = formatNote(
      note.text,
      note.signatures.filter(isEd25519).map(({ line }) => line),
    );
    await rewrite(owner, "UPDATE ledger_block SET checkpoint = $1 WHERE height = 3", [bare]);
    assert.equal((await auditFinding())?.check, "checkpoint");
    await makeEvidence({ organisation, count: 1 });
    await assert.rejects(appendBlock({ ledger: "main" }), /is not one that its keys signed/);
  });
});
