/** The list of certificates leaves as a whole, under its filters, and the audit log remembers who took it. */
import "#tests/support/api-configuration.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { exportCertificates } from "#lib/features/certificates/issuing/verbs/export-certificates.ts";
import { changeStatus } from "#lib/features/certificates/status/verbs/change-status.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { makeCertificates, makeIssuer } from "#tests/support/certificates.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { refusalOf } from "#tests/support/refusal.ts";

describe("an export of certificates", () => {
  let school: TestOrganisation;
  let ids: string[];

  before(async () => {
    await createTestDatabase();
    await ensureLedger("main");
    school = await makeOrganisation();
    const issuer = await makeIssuer(school.owner);
    ids = (await makeCertificates({ organisationId: school.id, issuerId: issuer.id, count: 1_203 })).map(
      ({ id }) => id,
    );
    const other = await makeOrganisation();
    await makeCertificates({ organisationId: other.id, issuerId: (await makeIssuer(other.owner)).id, count: 2 });
    await changeStatus({ actor: school.owner, certificateIds: ids.slice(0, 7), state: "revoked", reason: "" });
  });
  after(() => dropTestDatabase());

  async function taken(given: Omit<Parameters<typeof exportCertificates>[0], "actor">) {
    const taken: string[] = [];
    let last: { count: number } | undefined;
    for await (const { rows, cut } of await exportCertificates({ actor: school.owner, ...given })) {
      taken.push(...rows.map(({ id }) => id));
      last = cut;
    }
    return { ids: taken, cut: last };
  }

  it("holds every certificate once, newest first, and no other organisation's", async () => {
    assert.deepEqual(await taken({ filter: {} }), { ids: ids.toSorted().toReversed(), cut: undefined });
  });

  it("holds what its filters let through, and says when it was cut", async () => {
    assert.equal((await taken({ filter: { state: "revoked" } })).ids.length, 7);
    assert.equal((await taken({ filter: { name: "𠮷" } })).ids.length, 1_203);
    const { ids: some, cut } = await taken({ filter: {}, rowsMax: 600 });
    assert.deepEqual([some.length, cut], [600, { count: 600 }]);
  });

  it("is remembered before the first row leaves, and refused to whoever may not read", async () => {
    const count = async () => {
      const where = "WHERE action = 'certificate.export' AND organisation_id = $1";
      const { rows } = await pool().query(`SELECT details FROM audit_event ${where} ORDER BY id`, [school.id]);
      return rows;
    };
    const before = (await count()).length;
    await exportCertificates({ actor: school.owner, filter: { state: "valid", name: "张" } });
    const rows = await count();
    assert.equal(rows.length, before + 1);
    assert.deepEqual(rows.at(-1)?.details, { state: "valid", q: "张" });
    const key = { kind: "api-key", apiKeyId: ids[0], organisationId: school.id, scopes: ["evidence:read"] } as never;
    assert.equal(await refusalOf(exportCertificates({ actor: key, filter: {} })), "scope_missing");
  });
});
