import "#tests/support/environment.ts";
import "#tests/support/small-blocks.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { leafHash } from "#lib/core/log/merkle.ts";
import { Batches } from "#lib/features/ledger/audit/checks/batches.ts";
import { StretchChecker } from "#lib/features/ledger/audit/checks/stretch.ts";
import { Stretches } from "#lib/features/ledger/audit/checks/stretches.ts";
import { listBlocks } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import type { Connection, Pool } from "#lib/infra/db/pool.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { appendAll, assertSound, ownerPool, rewrite } from "#tests/support/ledger.ts";

/** The header of the second block is the first leaf of a tile, and the last of the tree. */
const RECORDS = [300, 211];
const SIZE = 513;

describe("the quick look at entries among which there are headers", () => {
  let owner: Pool;
  let connection: Connection;

  before(async () => {
    await createTestDatabase();
    owner = ownerPool();
    await ensureLedger("main", { format: 2 });
    const organisation = await makeOrganisation();
    for (const count of RECORDS) {
      await makeEvidence({ organisation, count });
      await appendAll();
    }
    connection = await owner.connect();
  });
  after(async () => {
    connection.release();
    await owner.end();
    await dropTestDatabase();
  });

  const checker = () => new StretchChecker({ connection, ledger: "main" });
  /** The batch from index 0 on, as the walk of the first block takes it. */
  async function batchOf(header: { index: number; bytes: Uint8Array } | undefined) {
    const stretches = new Stretches({ checkers: [checker()], size: SIZE });
    const batches = new Batches({ connection, ledger: "main" }, stretches);
    return await batches.at(0, { height: 0, end: 301, latest: Number.POSITIVE_INFINITY, header });
  }

  it("is sound, and says which leaves have no evidence and what they are", async () => {
    const stretch = (await checker().check({ first: 0, count: SIZE }))!;
    assert.ok(stretch, "not sound");
    const blocks = (await listBlocks({ ledger: "main", limit: 2 })).reverse();
    assert.deepEqual(
      stretch.runs.map(({ height, end, headers }) => [height, end, headers.map(({ index }) => index)]),
      [
        [0, 301, [300]],
        [1, 513, [512]],
      ],
    );
    for (const [at, { headers }] of stretch.runs.entries()) {
      const [{ index, bytes }] = headers as [{ index: number; bytes: Uint8Array }];
      assert.deepEqual(Buffer.from(bytes), Buffer.from(blocks[at]!.header));
      assert.deepEqual(
        Buffer.from(stretch.leaves.subarray(index * 32, (index + 1) * 32)),
        Buffer.from(leafHash(bytes)),
      );
    }
    assert.equal(stretch.sequences.length, RECORDS[0]! + RECORDS[1]!);
  });

  it("is sound where it has a header alone, and where it begins or ends with one", async () => {
    for (const range of [
      { first: 512, count: 1 },
      { first: 256, count: 45 },
      { first: 256, count: 257 },
    ]) {
      assert.ok(await checker().check(range), JSON.stringify(range));
    }
  });

  it("a header that is not the block's, or missing, is left to the walk row by row", async () => {
    const [, block] = await listBlocks({ ledger: "main", limit: 2 });
    const header = { index: 300, bytes: block!.header };
    assert.ok("sound" in (await batchOf(header)));
    assert.ok("rows" in (await batchOf(undefined)));
    assert.ok("rows" in (await batchOf({ ...header, index: 299 })));
    assert.ok("rows" in (await batchOf({ ...header, bytes: new Uint8Array(3) })));
  });

  it("a header whose leaf hash is another's is not sound", async () => {
    await assertSound(511);
    await rewrite(owner, "CREATE TABLE saved AS SELECT * FROM ledger_entry WHERE index = 300");
    await rewrite(owner, "UPDATE ledger_entry SET entry = entry || 'x' WHERE index = 300");
    assert.equal(await checker().check({ first: 256, count: 257 }), undefined);
    await rewrite(owner, "UPDATE ledger_entry SET entry = saved.entry FROM saved WHERE ledger_entry.index = 300");
    await assertSound(511);
  });
});
