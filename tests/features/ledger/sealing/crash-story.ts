/** What has to be so after a worker was killed, told of ledgers of both formats. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { LedgerFormat } from "#lib/core/log/block.ts";
import { countPending, findLedgerHead } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { APPEND_STEPS } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { type MadeOrganisation, makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { appendAll, assertSound, startAppender } from "#tests/support/ledger.ts";

const ROUNDS = 8;
/** How long a worker may append. */
const LIFE_MS_MAX = 300;

export function tellOfKilledWorkers(format: LedgerFormat): void {
  describe(`kill -9 of a worker of a ledger of format ${format}`, () => {
    /** Leaves of a block that are no records. */
    const headers = BigInt(format - 1);
    let organisation: MadeOrganisation;
    let recorded = 0;

    async function record(count: number): Promise<void> {
      await makeEvidence({ organisation, count });
      recorded += count;
    }

    before(async () => {
      await createTestDatabase();
      await ensureLedger("main", { format });
      organisation = await makeOrganisation();
      await record(290);
      await appendAll();
    });
    after(() => dropTestDatabase());

    for (const step of APPEND_STEPS) {
      it(`after "${step}": ${step === "committed" ? "the block stands" : "nothing has happened"}, and the next append goes on`, async () => {
        await record(270);
        const before = (await findLedgerHead("main"))!;
        const { ended } = startAppender("die-at", step);
        assert.equal((await ended).signal, "SIGKILL");
        const now = (await findLedgerHead("main"))!;
        if (step === "committed") {
          assert.equal(now.treeSize, before.treeSize + 270n + headers);
          assert.equal(await countPending("main"), 0);
        } else {
          assert.deepEqual(now, before);
          assert.equal(await countPending("main"), 270);
        }
        // The lock of the dead process is gone with its connection.
        await appendAll();
        await assertSound(recorded);
      });
    }

    it(`at random moments, ${2 * ROUNDS} times, two workers at once: nothing is lost and nothing doubled`, async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const victims = [startAppender("loop"), startAppender("loop")];
        await Promise.all(victims.map(({ ready }) => ready));
        const feeding = new AbortController();
        const fed = feed(feeding.signal);
        await Promise.all(
          victims.map(async ({ child, ended }) => {
            await new Promise((resolve) => setTimeout(resolve, Math.random() * LIFE_MS_MAX));
            child.kill("SIGKILL");
            await ended;
          }),
        );
        feeding.abort();
        await fed;
      }
      await appendAll();
      await assertSound(recorded);
    });

    async function feed(signal: AbortSignal): Promise<void> {
      while (!signal.aborted) await record(1 + Math.floor(Math.random() * 120));
    }
  });
}
