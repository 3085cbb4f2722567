/** Before a key signs no more, the witnesses are asked whether they would go on: nobody finds out afterwards. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { rehearseRetirement } from "#lib/features/ledger/nodes/rows/retirement.ts";
import { setQuorum } from "#lib/features/ledger/nodes/verbs/set-quorum.ts";
import { readLedgerKeys } from "#lib/features/ledger/sealing/rows/keys.ts";
import { findLedger } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { addLedgerKey } from "#lib/features/ledger/sealing/verbs/rotate-keys.ts";
import { addLog } from "#lib/parties/witness/log-list.ts";
import { sealbook } from "#tests/bin/commands/run-cli.ts";
import { dropTestDatabase } from "#tests/support/database.ts";
import { testFolder } from "#tests/support/environment.ts";
import { addNode, OPERATOR, startClients, startWitness } from "#tests/support/witnesses.ts";
import { block, during, endWatching, isWitnessed, openWatchedLedger } from "./watched-ledger.ts";

const env = {
  DATA_DIR: testFolder,
  DATABASE_URL: process.env.DATABASE_URL!,
  APP_DATABASE_URL: process.env.APP_DATABASE_URL!,
  LANG: "en_US.UTF-8",
};
const retire = (...args: string[]) => sealbook(["ledger-key", "retire", "1", ...args], { env });

describe("the witnesses of a ledger whose key is to sign no more", () => {
  before(openWatchedLedger);
  afterEach(endWatching);
  after(() => dropTestDatabase());

  it("are shown the keys that stay, and fewer than the quorum keep the key in force", async () => {
    const witnesses = [await startWitness("r1"), await startWitness("r2")];
    for (const witness of witnesses) {
      during(witness.stop);
      await addNode({ name: witness.name, url: witness.url, verifierKey: witness.verifierKey });
    }
    await setQuorum({ actor: OPERATOR, ledger: "main", needed: 2 });
    const end = startClients();
    await isWitnessed(await block());
    const { verifierKey } = await addLedgerKey({ actor: OPERATOR, ledger: "main" });
    await isWitnessed(await block());
    await end();

    const keys = (await readLedgerKeys("main"))!;
    const rehearsal = await rehearseRetirement({ ledger: "main", keys, number: 1 });
    assert.deepEqual([rehearsal?.accepted, rehearsal?.needed], [0, 2]);
    assert.deepEqual(
      rehearsal?.witnesses.map(({ witness, failed }) => [witness, failed]),
      [
        ["r1", "key_refused"],
        ["r2", "key_refused"],
      ],
    );
    const refused = await retire();
    assert.deepEqual([refused.code, refused.stdout], [1, ""]);
    assert.match(refused.stderr, /r1 does not: It does not accept this ledger’s key/);
    assert.match(refused.stderr, /Only 0 of the 2 witnesses/);
    assert.equal((await readLedgerKeys("main"))![0]!.endSize, undefined);

    const { origin } = (await findLedger("main"))!;
    for (const witness of witnesses) {
      await witness.stop();
      await addLog(witness.folder, { origin, keys: [verifierKey] });
      await witness.start();
    }
    const retired = await retire();
    assert.equal(retired.code, 0, retired.stderr);
    assert.match(retired.stderr, /r1 accepts the keys that stay/);
    assert.notEqual((await readLedgerKeys("main"))![0]!.endSize, undefined);
    const again = startClients();
    await isWitnessed(await block());
    await again();
  });

  it("are overruled by who says so", async () => {
    const witness = await startWitness("r3");
    during(witness.stop);
    await addNode({ name: witness.name, url: witness.url, verifierKey: witness.verifierKey });
    await setQuorum({ actor: OPERATOR, ledger: "main", needed: 1 });
    await addLedgerKey({ actor: OPERATOR, ledger: "main" });
    await block();
    const args = ["ledger-key", "retire", "2"];
    assert.equal((await sealbook(args, { env })).code, 1);
    assert.equal((await sealbook([...args, "--force"], { env })).code, 0);
  });
});
