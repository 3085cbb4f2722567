/** Keys change without a flag day, in the open, and no old receipt is worth less for it. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { openKeyStatement } from "#lib/core/log/key-history.ts";
import { formatNote, parseNote, parseVerifierKey, verifyNote } from "#lib/core/log/note.ts";
import { formatPolicy, type Policy, parsePolicy } from "#lib/core/log/policy.ts";
import { buildReceipt } from "#lib/features/evidence/receipts/rows.ts";
import { siteTrust } from "#lib/features/evidence/verification/rows.ts";
import { readSince } from "#lib/features/ledger/audit/checks/since.ts";
import { auditLedger } from "#lib/features/ledger/audit/verbs/audit-ledger.ts";
import {
  describeEpochs,
  readEpochPolicy,
  readPolicyEpochs,
} from "#lib/features/ledger/publishing/rows/policy-epochs.ts";
import { readKeysView } from "#lib/features/ledger/publishing/rows/published-keys.ts";
import { logsOf, readWitnessPolicy } from "#lib/features/ledger/publishing/rows/witness-policy.ts";
import { issuerKeyOf, readLedgerKeys } from "#lib/features/ledger/sealing/rows/keys.ts";
import { findBlock, findLedger } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { ACTIVE_KEYS_MAX, addLedgerKey, endLedgerKey } from "#lib/features/ledger/sealing/verbs/rotate-keys.ts";
import { type Pool, pool } from "#lib/infra/db/pool.ts";
import { createLedgerKey } from "#lib/infra/keys/ledger-signer.ts";
import { signersOf as signersByOther } from "#tests/interop/independent-history.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { type MadeOrganisation, makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { assertSound, auditFinding, ownerPool, rewrite } from "#tests/support/ledger.ts";
import { verifyReceipt } from "#tests/support/verify-bytes.ts";

const actor = { kind: "operator" } as const;

describe("the keys of a ledger", () => {
  let organisation: MadeOrganisation;
  let owner: Pool;
  /** Of one record a block. */
  const receipts: Uint8Array[] = [];

  before(async () => {
    await createTestDatabase();
    owner = ownerPool();
    await ensureLedger("main", { format: 1 });
    organisation = await makeOrganisation();
  });
  after(async () => {
    await owner.end();
    await dropTestDatabase();
  });

  async function block(): Promise<void> {
    const [one] = await makeEvidence({ organisation, count: 1 });
    await appendBlock({ ledger: "main" });
    receipts.push((await buildReceipt({ evidenceId: one!.id }))!.json);
  }
  const keyTexts = async () => (await readLedgerKeys("main"))!.map(({ verifierKey }) => verifierKey);
  async function add() {
    return await addLedgerKey({ actor, ledger: "main" });
  }
  async function signersOf(height: bigint): Promise<string[]> {
    const { checkpoint } = (await findBlock({ ledger: "main", height }))!;
    const note = parseNote(checkpoint)!;
    const names = (await keyTexts()).filter((text) => verifyNote(note, parseVerifierKey(text)!) === "ok");
    assert.equal(note.signatures.length, names.length, "nobody else signed");
    return names;
  }
  async function trusting(...numbers: number[]): Promise<Policy> {
    const keys = await readLedgerKeys("main");
    const logs = logsOf({ name: "main", keys: keys!.filter(({ number }) => numbers.includes(number)) });
    return { logs, witnesses: [], groups: [] };
  }
  /** What a reader with this policy thinks of the receipt of each block. */
  const verdicts = (policy: Policy) => receipts.map((receipt) => verifyReceipt({ receipt, policy }).verdict);

  it("the first one made itself the ledger's", async () => {
    await block();
    const [key] = (await readLedgerKeys("main"))!;
    assert.equal(openKeyStatement(key!.statement!)?.key.text, key!.verifierKey);
    assert.deepEqual([key!.number, key!.sinceSize, key!.endSize], [1, 0n, undefined]);
    assert.deepEqual(await signersOf(0n), [key!.verifierKey]);
  });

  it("a second one is signed for by the first, and both sign from the next block on, the old one first", async () => {
    const [first] = await keyTexts();
    const added = await add();
    assert.deepEqual([added.number, added.sinceSize], [2, 2n]);
    const statement = openKeyStatement(added.statement, [parseVerifierKey(first!)!]);
    assert.deepEqual([statement?.key.text, statement?.sinceSize], [added.verifierKey, 2n]);
    assert.equal((await findLedger("main"))!.verifierKey, first, "it has signed nothing yet");
    await block();
    assert.deepEqual(await signersOf(0n), [first]);
    assert.deepEqual(await signersOf(1n), [first, added.verifierKey]);
    const ids = parseNote((await findBlock({ ledger: "main", height: 1n }))!.checkpoint)!.signatures;
    assert.deepEqual(Buffer.from(ids[0]!.keyId), Buffer.from(parseVerifierKey(first!)!.keyId), "old before new");
    assert.equal((await findLedger("main"))!.verifierKey, added.verifierKey);
    await assertSound(2);
  });

  it("the newest that signed a block's checkpoint is its issuer's", async () => {
    const keys = (await readLedgerKeys("main"))!;
    const issuers = [0n, 1n].map(async (height) => {
      const { checkpoint } = (await findBlock({ ledger: "main", height }))!;
      return issuerKeyOf(checkpoint, keys);
    });
    assert.deepEqual(await Promise.all(issuers), [keys[0]!.verifierKey, keys[1]!.verifierKey]);
    assert.equal(issuerKeyOf("no checkpoint", keys), undefined);
  });

  it("the first one ends, and the second goes on alone", async () => {
    const ended = await endLedgerKey({ actor, ledger: "main", number: 1 });
    assert.ok(ended.endSize === 2n && ended.endedAt);
    await block();
    assert.deepEqual(await signersOf(2n), [(await keyTexts())[1]]);
    await assertSound(3);
  });

  it("readers of the old key accept the overlap and nothing after it; of the new one, nothing before", async () => {
    assert.deepEqual(verdicts(await trusting(1)), ["valid", "valid", "failed"]);
    assert.deepEqual(verdicts(await trusting(2)), ["failed", "valid", "valid"]);
    assert.deepEqual(verdicts(await trusting(1, 2)), ["valid", "valid", "valid"]);
    const site = parsePolicy((await siteTrust())[0]!.keys);
    assert.ok(!("error" in site));
    assert.deepEqual(verdicts(site), ["valid", "valid", "valid"]);
  });

  it("readers that want every key of a policy to have signed have one for each stretch of tree sizes", async () => {
    const epochs = (await readPolicyEpochs("main"))!;
    assert.deepEqual(
      epochs.map(({ since, until }) => [since, until]),
      [
        [0n, 1n],
        [2n, 2n],
        [3n, undefined],
      ],
    );
    const texts = await keyTexts();
    const listed = await Promise.all(
      epochs.map(async ({ since }) => {
        const policy = parsePolicy((await readEpochPolicy("main", since))!);
        assert.ok(!("error" in policy));
        return policy;
      }),
    );
    const namesOf = ({ logs }: Policy) => logs.map(({ key }) => key.text);
    assert.deepEqual(listed.map(namesOf), [[texts[0]], texts, [texts[1]]]);
    for (const [height, receipt] of receipts.entries()) {
      const { checkpoint } = (await findBlock({ ledger: "main", height: BigInt(height) }))!;
      const policy = listed[height]!;
      // By a reader that shares no code with ours: each listed key has signed, and the policy of all times is not met so.
      assert.deepEqual(signersByOther(checkpoint, namesOf(policy)), namesOf(policy));
      assert.equal(signersByOther(checkpoint, texts).length, policy.logs.length);
      assert.equal(verifyReceipt({ receipt, policy }).verdict, "valid");
    }
    assert.equal(await readEpochPolicy("main", 1n), await readEpochPolicy("main", 0n), "by any tree size in it");
    assert.equal(await readEpochPolicy("main", 4n), undefined, "the ledger is not that large");
    const view = await readKeysView("main");
    assert.deepEqual(
      view?.policies.map(({ sinceSize }) => sinceSize),
      [0, 2, 3],
    );
    assert.match(view?.policies[1]?.url ?? "", /\/ledger\/main\/witness-policy\/2$/);
    assert.ok(
      !("error" in parsePolicy(`${await describeEpochs("main")}${(await readWitnessPolicy({ ledger: "main" }))!}`)),
    );
  });

  it("a receipt from before the change still proves that the ledger continues", async () => {
    for (const receipt of receipts) {
      const since = await readSince(receipt);
      assert.ok(!("failed" in since));
      assert.equal((await auditLedger({ ledger: "main", since })).finding, undefined);
    }
  });

  it("the audit log tells of every change, with who made it", async () => {
    const { rows } = await pool().query(
      "SELECT actor, action, subject, details FROM audit_event WHERE action LIKE 'ledger_key.%' ORDER BY id",
    );
    const [first, second] = await keyTexts();
    assert.deepEqual(rows, [
      { actor, action: "ledger_key.add", subject: "main", details: { number: 2, verifierKey: second, sinceSize: "2" } },
      { actor, action: "ledger_key.retire", subject: "main", details: { number: 1, verifierKey: first, size: "2" } },
    ]);
  });

  it("there is always one that signs, and never too many", async () => {
    const end = (number: number) => endLedgerKey({ actor, ledger: "main", number });
    await assert.rejects(end(2), { code: "ledger_key_unsigned" });
    await assert.rejects(end(1), { code: "ledger_key_ended" });
    await assert.rejects(end(3), { code: "ledger_key_absent" });
    await assert.rejects(addLedgerKey({ actor, ledger: "nowhere" }), { code: "ledger_absent" });
    await assert.rejects(endLedgerKey({ actor, ledger: "nowhere", number: 1 }), { code: "ledger_absent" });
    for (let active = 1; active < ACTIVE_KEYS_MAX; active++) await add();
    await assert.rejects(end(2), { code: "ledger_key_unsigned" }, "the new ones have signed nothing yet");
    await assert.rejects(addLedgerKey({ actor, ledger: "main" }), { code: "too_many_ledger_keys" });
    await block();
    assert.equal((await signersOf(3n)).length, ACTIVE_KEYS_MAX);
    for (const number of [2, 3, 4]) await end(number);
    await block();
    assert.deepEqual(await signersOf(4n), [(await keyTexts())[4]]);
    await assertSound(5);
  });

  it("a written policy has the new key from the first block that it signs", async () => {
    const before = formatPolicy({ logs: logsOf((await findLedger("main"))!), witnesses: [], groups: [] });
    await pool().query("INSERT INTO ledger_policy (ledger, number, since_size, policy) VALUES ('main', 1, 0, $1)", [
      before,
    ]);
    const added = await add();
    const { rows } = await pool().query("SELECT number, since_size, policy FROM ledger_policy ORDER BY number");
    const after = formatPolicy({ logs: logsOf((await findLedger("main"))!), witnesses: [], groups: [] });
    assert.ok(after.includes(added.verifierKey));
    assert.deepEqual(rows.slice(1), [{ number: 2, since_size: 6n, policy: after }]);
    await block();
    await assertSound(6);
  });

  it("one that nobody signed for is no key: readers pass over it, the signer stops, the audit names it", async () => {
    const { origin } = (await findLedger("main"))!;
    const { verifierKey, sealed } = createLedgerKey({ ledger: "main", origin });
    const before = await keyTexts();
    // Even the application's own role can insert it.
    await pool().query("INSERT INTO ledger_key VALUES ('main', 7, $1, $2, 7, 'trust me')", [verifierKey, sealed]);
    assert.deepEqual(await keyTexts(), before);
    assert.ok(!JSON.stringify(await siteTrust()).includes(verifierKey));
    await makeEvidence({ organisation, count: 1 });
    await assert.rejects(appendBlock({ ledger: "main" }), /its key 7 was not made the ledger's by the key before/);
    const finding = (await auditFinding())!;
    assert.deepEqual([finding.table, finding.column, finding.key.number], ["ledger_key", "statement", "7"]);
    await rewrite(owner, "DELETE FROM ledger_key WHERE number = 7");
    await appendBlock({ ledger: "main" });
    await assertSound(7);
  });

  it("the audit misses a signature that a key of that size owes, and finds one too many", async () => {
    const { checkpoint } = (await findBlock({ ledger: "main", height: 1n }))!;
    const note = parseNote(checkpoint)!;
    const stray = parseNote((await findBlock({ ledger: "main", height: 4n }))!.checkpoint)!.signatures[0]!;
    const lines = note.signatures.map(({ line }) => line);
    for (const wrong of [[lines[0]!], [lines[1]!], [...lines, stray.line]]) {
      const changed = formatNote(note.text, wrong);
      await rewrite(owner, "UPDATE ledger_block SET checkpoint = $1 WHERE height = 1", [changed]);
      const finding = (await auditFinding())!;
      assert.deepEqual([finding.table, finding.column, finding.key.height], ["ledger_block", "checkpoint", "1"]);
    }
    await rewrite(owner, "UPDATE ledger_block SET checkpoint = $1 WHERE height = 1", [checkpoint]);
    await assertSound(7);
  });
});
