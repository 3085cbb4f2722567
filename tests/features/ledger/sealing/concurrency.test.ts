import "#tests/support/environment.ts";
import "#tests/support/small-blocks.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { countPending, findLedgerHead } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { assertSound, startAppender, until } from "#tests/support/ledger.ts";

const APPENDERS = 4;
const ROUNDS = 40;

describe("several workers", () => {
  before(async () => {
    await createTestDatabase();
    await ensureLedger("main", { format: 1 });
  });
  after(() => dropTestDatabase());

  it("four processes appending at once, while evidence comes in, never fork, skip or double", async () => {
    const appenders = Array.from({ length: APPENDERS }, () => startAppender("loop"));
    const organisation = await makeOrganisation();
    let recorded = 0;
    try {
      for (let round = 0; round < ROUNDS; round++) {
        const count = 1 + ((round * 37) % 90);
        // Two at a time, so that numbers are taken and committed out of order.
        await Promise.all([makeEvidence({ organisation, count }), makeEvidence({ organisation, count: 3 })]);
        recorded += count + 3;
      }
      await until(async () => (await countPending("main")) === 0);
    } finally {
      for (const { child } of appenders) child.kill("SIGTERM");
      await Promise.all(appenders.map(({ ended }) => ended));
    }
    await assertSound(recorded);
    const heights = appenders.flatMap(({ heights }) => heights).map(Number);
    assert.equal(new Set(heights).size, heights.length, "no height was committed twice");
    assert.ok(appenders.filter(({ heights }) => heights.length > 0).length > 1, "more than one process appended");
    const last = Number((await findLedgerHead("main"))!.block!.height);
    // The last block of a process that was ended between commit and report may be missing from the reports.
    assert.ok(heights.length <= last + 1 && heights.length >= last + 1 - APPENDERS);
  });
});
