/** No two certificates share an entry of a status list, and where one stands tells nothing of the others. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { LIST_ENTRIES } from "#lib/features/certificates/status/types.ts";
import { allocateStatus } from "#lib/features/certificates/status/verbs/allocate.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { pool, transaction } from "#lib/infra/db/pool.ts";
import { makeOrganisation } from "#tests/support/accounts.ts";
import { makeIssuer } from "#tests/support/certificates.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";

describe("entries of status lists", () => {
  before(async () => {
    await createTestDatabase();
    await ensureLedger("main");
  });
  after(() => dropTestDatabase());

  const fresh = async () => (await makeIssuer((await makeOrganisation()).owner)).id;
  const allocate = (issuerId: string, count: number) =>
    transaction(pool(), (connection) => allocateStatus(connection, { issuerId, count }));
  const isDistinct = (places: { list: number; index: number }[]) =>
    new Set(places.map(({ list, index }) => `${list}/${index}`)).size === places.length;

  it("are handed out once, to however many come at once", async () => {
    const issuerId = await fresh();
    const places = (await Promise.all(Array.from({ length: 8 }, () => allocate(issuerId, 700)))).flat();
    assert.equal(places.length, 5_600);
    assert.ok(isDistinct(places));
    assert.ok(places.every(({ list, index }) => list === 1 && index >= 0 && index < LIST_ENTRIES));
  });

  it("lie anywhere in the list, in no order", async () => {
    const indexes = (await allocate(await fresh(), 2_000)).map(({ index }) => index);
    const eighths = Array.from({ length: 8 }, (_, at) => indexes.filter((index) => index >> 14 === at).length);
    // 250 each on average; a deviation of ten sigma.
    assert.ok(
      eighths.every((count) => count > 100 && count < 400),
      `${eighths}`,
    );
    const rising = indexes.filter((index, at) => index > (indexes[at - 1] ?? 0)).length;
    assert.ok(rising > 800 && rising < 1_200, `${rising}`);
  });

  it("are free again when the transaction that took them is rolled back", async () => {
    const issuerId = await fresh();
    await assert.rejects(
      transaction(pool(), async (connection) => {
        await allocateStatus(connection, { issuerId, count: 10 });
        throw new Error("away");
      }),
      /away/,
    );
    await allocate(issuerId, 1);
    const { rows } = await pool().query("SELECT taken_count AS count FROM status_list WHERE issuer_id = $1", [
      issuerId,
    ]);
    assert.deepEqual(rows, [{ count: 1 }]);
  });

  it("go on in a new list when one is full, also when two come to its end together", async () => {
    const issuerId = await fresh();
    const filled = await allocate(issuerId, LIST_ENTRIES - 5);
    const rest = (await Promise.all([allocate(issuerId, 10), allocate(issuerId, 10)])).flat();
    const all = [...filled, ...rest];
    assert.ok(isDistinct(all));
    assert.equal(all.filter(({ list }) => list === 1).length, LIST_ENTRIES);
    assert.equal(all.filter(({ list }) => list === 2).length, 15);
  });
});
