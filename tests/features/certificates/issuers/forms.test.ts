/** What forms about issuers and certificates take, and what an issuer without a page goes on publishing. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { countIssued, listKeys } from "#lib/features/certificates/issuers/rows.ts";
import { compromiseSchema } from "#lib/features/certificates/issuers/schema.ts";
import { declareCompromised } from "#lib/features/certificates/issuers/verbs/declare-compromised.ts";
import { updateIssuer } from "#lib/features/certificates/issuers/verbs/update-issuer.ts";
import { changeFormSchema } from "#lib/features/certificates/status/schema.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { send } from "#tests/support/call.ts";
import { makeCertificates, makeIssuer } from "#tests/support/certificates.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";

let ours: TestOrganisation;

before(async () => {
  await createTestDatabase();
  await ensureLedger("main");
  ours = await makeOrganisation();
});
after(() => dropTestDatabase());

it("an issuer without a page goes on publishing what checks need, and never why a key is bad", async () => {
  const issuer = await makeIssuer(ours.owner, "harbour");
  await makeCertificates({ organisationId: ours.id, issuerId: issuer.id, count: 3 });
  await declareCompromised({ actor: ours.owner, kind: "p256", number: 1, asOf: new Date(), note: "disk lost" });
  const profile = { name: "School", description: "", publicPage: false };
  await updateIssuer({ actor: ours.owner, profile });
  assert.equal(await countIssued(issuer.id), 3);
  for (const path of ["did.json", "keys.json", "profile.json", "status/1"]) {
    const answer = await send(`/issuers/harbour/${path}`);
    assert.equal(answer.status, 200, path);
    assert.ok(!(await answer.text()).includes("disk lost"));
  }
  assert.equal((await listKeys(issuer.id)).find(({ compromisedAsOf }) => compromisedAsOf)?.note, "disk lost");
});

it("a compromise names a moment with its zone", () => {
  const given = { kind: "p256", number: "1", note: "x" };
  assert.equal(compromiseSchema.safeParse({ ...given, asOf: "2026-11-29T10:00" }).success, false);
  assert.equal(
    compromiseSchema.parse({ ...given, asOf: "2026-11-29T10:00:00.000Z" }).asOf.getTime(),
    1_795_946_400_000,
  );
});

it("a change of certificates says why, but for a resumption, on one line", () => {
  const ids = "01980000-0000-7000-8000-000000000000 01980000-0000-7000-8000-000000000001";
  const taken = (given: Record<string, string>) => changeFormSchema.safeParse({ ids, ...given }).success;
  assert.equal(taken({ state: "revoked", reason: "wrong" }), true);
  assert.equal(taken({ state: "revoked", reason: " " }), false);
  assert.equal(taken({ state: "resumed" }), true);
  assert.equal(taken({ state: "revoked", reason: "a\nb" }), false);
  assert.equal(taken({ state: "revoked", reason: "x".repeat(501) }), false);
  assert.equal(taken({ state: "expired", reason: "x" }), false);
  assert.equal(changeFormSchema.safeParse({ ids: "x", state: "resumed" }).success, false);
  assert.equal(changeFormSchema.parse({ ids, state: "resumed" }).ids.length, 2);
});
