import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { parsePolicy } from "#lib/core/log/policy.ts";
import { changeOrganisationLedger } from "#lib/features/accounts/organisations/verbs/change-ledger.ts";
import { recordEvidence } from "#lib/features/evidence/intake/verbs/record-evidence.ts";
import { buildReceipt } from "#lib/features/evidence/receipts/rows.ts";
import { checkReceipt } from "#lib/features/evidence/verification/rows.ts";
import {
  findSearched,
  loadEntry,
  loadExplorer,
  loadGivenCheckpoint,
  loadShownLedger,
  loadTotals,
} from "#lib/features/ledger/explorer/pages.ts";
import { readWitnessPolicy } from "#lib/features/ledger/publishing/rows/witness-policy.ts";
import { findLedger, findLedgerHead } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { openLedger } from "#lib/features/ledger/sealing/verbs/open-ledger.ts";
import { newLedgerSchema } from "#lib/features/operations/installation/schema.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { refusalOf } from "#tests/support/refusal.ts";
import { verifyReceipt } from "#tests/support/verify-bytes.ts";

const CHANNEL = "consortium-b";
const OPERATOR = { kind: "operator" } as const;

const record = async (actor: UserActor, text: string): Promise<string> => {
  const digest = new Uint8Array(createHash("sha256").update(text).digest());
  return (await recordEvidence({ actor, submission: { type: "digest", sha256: digest, name: text } })).evidence.id;
};
async function receiptOf(id: string): Promise<Uint8Array> {
  const built = await buildReceipt({ evidenceId: id });
  assert.ok(built);
  return built.json;
}
async function policyOf(ledger: string) {
  const parsed = parsePolicy((await readWitnessPolicy({ ledger })) ?? "");
  assert.ok(!("error" in parsed));
  return parsed;
}

describe("channels: further ledgers on one installation", () => {
  let bank: TestOrganisation;
  let other: TestOrganisation;
  before(async () => {
    await createTestDatabase();
    await ensureLedger("main");
    bank = await makeOrganisation();
    other = await makeOrganisation();
    await prisma().organisation.update({ where: { id: bank.id }, data: { operates: true } });
    await prisma().organisation.update({ where: { id: other.id }, data: { operates: false } });
  });
  after(() => dropTestDatabase());

  it("has an origin and a key of its own, is made once, and only by those who run the installation", async () => {
    await assert.rejects(openLedger({ actor: other.owner, name: CHANNEL }), { code: "operators_only" });
    const open = () => openLedger({ actor: bank.owner, name: CHANNEL });
    const made = await Promise.all([refusalOf(open()), refusalOf(open())]);
    assert.deepEqual(made.toSorted(), ["ledger_taken", undefined]);
    await assert.rejects(open(), { code: "ledger_taken" });
    const [main, channel] = [await findLedger("main"), await findLedger(CHANNEL)];
    assert.ok(main && channel);
    assert.ok(channel.origin.endsWith(`/ledger/${CHANNEL}`));
    assert.notEqual(channel.verifierKey.split("+")[2], main.verifierKey.split("+")[2]);
    const [row, ...more] = await prisma().auditEvent.findMany({ where: { action: "ledger.create", subject: CHANNEL } });
    assert.deepEqual([row?.organisationId, more], [bank.id, []]);
  });

  it("takes only names that addresses, origins and the database take", () => {
    for (const name of ["", "Main", "a b", "-a", "a/b", "通道", "a".repeat(64), "a\n"]) {
      assert.equal(newLedgerSchema.safeParse({ name }).success, name === "a\n", JSON.stringify(name));
    }
    for (const name of ["a", "0", "a-b-1", "a".repeat(63)]) assert.ok(newLedgerSchema.safeParse({ name }).success);
  });

  it("two are appended independently; what was recorded before a change of channel stays where it was", async () => {
    const first = await record(other.owner, "in the first");
    const changed = await changeOrganisationLedger({ actor: bank.owner, organisationId: other.id, ledger: CHANNEL });
    assert.deepEqual(changed, { changed: true });
    assert.deepEqual(await changeOrganisationLedger({ actor: bank.owner, organisationId: other.id, ledger: CHANNEL }), {
      changed: false,
    });
    await assert.rejects(changeOrganisationLedger({ actor: other.owner, organisationId: other.id, ledger: "main" }), {
      code: "operators_only",
    });
    const second = await record(other.owner, "in the second");
    const third = await record(bank.owner, "also in the first");
    assert.equal((await appendBlock({ ledger: CHANNEL }))?.leafCount, 1);
    assert.equal((await findLedgerHead("main"))?.treeSize, 0n, "one does not wait for the other");
    assert.equal((await appendBlock({ ledger: "main" }))?.leafCount, 2);
    assert.equal((await findLedgerHead(CHANNEL))?.treeSize, 2n, "a record and the header of its block");
    const ledgers = await prisma().evidence.findMany({ where: { id: { in: [first, second, third] } } });
    const where = new Map(ledgers.map(({ id, ledgerName }) => [id, ledgerName]));
    assert.deepEqual(
      [first, second, third].map((id) => where.get(id)),
      ["main", CHANNEL, "main"],
    );
    const [change] = await prisma().auditEvent.findMany({
      where: { organisationId: other.id, action: "organisation.ledger" },
    });
    assert.deepEqual(change?.details, { ledgerBefore: "main", ledger: CHANNEL });
  });

  it("receipts of each verify with the policy of each, and fail with the other's", async () => {
    for (const { id, ledgerName } of await prisma().evidence.findMany()) {
      const receipt = await receiptOf(id);
      const foreign = ledgerName === "main" ? CHANNEL : "main";
      assert.equal(verifyReceipt({ receipt, policy: await policyOf(ledgerName) }).verdict, "valid");
      const wrong = verifyReceipt({ receipt, policy: await policyOf(foreign) });
      assert.equal(wrong.steps.find(({ name }) => name === "issuer")?.status, "failed");
      assert.equal((await checkReceipt({ receipt })).verdict, "valid", "this site knows both");
    }
  });

  it("an entry of one is not found under the other, by index, hash or search", async () => {
    assert.ok(await loadEntry("2", "main"));
    assert.equal(await loadEntry("2", CHANNEL), undefined);
    const { blocks } = await loadExplorer(undefined, CHANNEL);
    const root = blocks[0]?.root ?? "";
    assert.equal(await findSearched(root, CHANNEL), `/explorer/l/${CHANNEL}/blocks/0`);
    assert.equal(await findSearched(root, "main"), undefined);
    assert.equal(await findSearched("entry:2", CHANNEL), undefined);
    assert.equal(await findSearched("entry:2", "main"), "/explorer/entries/2");
    assert.equal(await loadShownLedger("nowhere"), undefined);
    assert.deepEqual((await loadShownLedger(undefined))?.ledgers, [CHANNEL, "main"]);
  });

  it("a kept checkpoint is judged by the ledger that it names", async () => {
    for (const ledger of ["main", CHANNEL]) {
      const head = await findLedgerHead(ledger);
      const given = await loadGivenCheckpoint(head?.checkpoint ?? "");
      assert.ok(given.kind === "judged" && given.signature === "ok" && given.ledger === ledger, JSON.stringify(given));
    }
  });

  it("the front door counts all of them together", async () => {
    const { entries, blocks } = await loadTotals();
    assert.deepEqual([entries, blocks], ["3", "2"]);
  });

  it("whoever may not do it changes no channel, and none that is not there is chosen", async () => {
    const wrong = changeOrganisationLedger({ actor: OPERATOR, organisationId: other.id, ledger: "nowhere" });
    await assert.rejects(wrong, { code: "ledger_absent" });
  });
});
