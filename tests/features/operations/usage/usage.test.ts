/** What organisations use is counted once, by the month in which it was used, and seen by them and by whoever runs the installation. */
import "#tests/support/api-configuration.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { countUsage } from "#lib/features/operations/usage/verbs/count-usage.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { at, call } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";

const HOUR_MS = 3_600_000;

describe("usage", () => {
  let bank: TestOrganisation;
  let other: TestOrganisation;
  const month = new Date().toISOString().slice(0, 7);
  const later = (hours: number) => new Date(Date.now() + hours * HOUR_MS);
  const headers = ({ ownerHeaders }: TestOrganisation) => Object.fromEntries(ownerHeaders);

  before(async () => {
    await createTestDatabase();
    await ensureLedger("main");
    bank = await makeOrganisation("Bank 银行");
    other = await makeOrganisation();
    await prisma().organisation.updateMany({ data: { operates: false } });
    await prisma().organisation.update({ where: { id: bank.id }, data: { operates: true } });
    const authorization = `Bearer ${bank.apiKey.secret}`;
    for (const sha256 of ["a", "b"]) {
      const body = { sha256: sha256.repeat(64), name: "x" };
      assert.equal((await call(at("/api/v1/evidence").POST, { body, headers: { authorization } })).status, 201);
    }
    const path = "/api/v1/uploads";
    const query = { name: "x" };
    const sent = { authorization, "content-type": "text/plain" };
    assert.equal((await call(at(path).PUT, { query, body: "12345", headers: sent })).status, 201);
  });
  after(async () => await dropTestDatabase());

  const read = async (organisation: TestOrganisation) => {
    const answer = await call(at("/api/v1/usage").GET, { headers: headers(organisation) });
    return (await answer.json()) as { items: object[]; countedUntil?: string };
  };

  it("is not known before it is settled, and is counted once, however many workers count, and however often", async () => {
    await countUsage();
    assert.deepEqual((await read(bank)).items, []);
    await Promise.all([countUsage(later(2)), countUsage(later(2))]);
    while (await countUsage(later(3)));
    const { items, countedUntil } = await read(bank);
    assert.deepEqual(items, [{ month, records: 3, bytes: 5, mails: 0, certificates: 0 }]);
    assert.ok(countedUntil);
    assert.deepEqual((await read(other)).items, []);
  });

  it("is downloaded as a table, of all organisations by whoever runs the installation alone", async () => {
    const own = await call(at("/settings/usage/export").GET, { headers: headers(bank) });
    assert.match(await own.text(), new RegExp(`"${month}","3","5","0","0"`));
    const path = at("/operations/usage/export").GET;
    const all = await call(path, { headers: headers(bank), query: { month } });
    assert.match(await all.text(), new RegExp(`"Bank 银行","${bank.id}","${month}","3","5","0","0"`));
    assert.notEqual((await call(path, { headers: headers(other), query: { month } })).status, 200);
    assert.notEqual((await call(path, { headers: headers(bank), query: { month: "2026-13" } })).status, 200);
  });
});
