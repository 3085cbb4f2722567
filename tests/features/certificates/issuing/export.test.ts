/** The list of certificates leaves as a whole, under its filters, and the audit log remembers who took it. */
import "#tests/support/api-configuration.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { exportCertificates } from "#lib/features/certificates/issuing/verbs/export-certificates.ts";
import { changeStatus } from "#lib/features/certificates/status/verbs/change-status.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { send } from "#tests/support/call.ts";
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

  it("is a table in the reader's language, under the page's filters, and leads back to the page whoever may not have it", async () => {
    const cookie = school.ownerHeaders.get("cookie") ?? "";
    const take = async (search: string, language: string) => {
      const response = await send(`/certificates/export${search}`, {
        headers: { cookie, "accept-language": language },
      });
      assert.deepEqual([response.status, response.headers.get("content-type")], [200, "text/csv; charset=utf-8"]);
      return Buffer.from(await response.arrayBuffer())
        .toString()
        .split("\r\n")
        .slice(0, -1);
    };
    const [head, ...rows] = await take("?state=revoked", "en");
    assert.match(head ?? "", /^\uFEFF"Certificate id","Holder","E-mail",.*"Public page","Fields"$/);
    assert.equal(rows.length, 7);
    assert.ok(rows.every((row) => row.includes('"张𠮷"') && row.includes('"revoked"')));
    assert.match(rows.at(-1) ?? "", new RegExp(`^"${ids[0]}",.*"http://localhost:3000/v/${ids[0]}"`));
    const [chinese, ...all] = await take("", "zh-CN");
    assert.match(chinese ?? "", /^\uFEFF"证书编号","持有人","电子邮箱"/);
    assert.equal(all.length, ids.length);
    const nobody = await send("/certificates/export?state=revoked");
    assert.deepEqual([nobody.status, nobody.headers.get("location")], [303, "/certificates?state=revoked"]);
  });

  it("names all that match, and how they stand, to who wants to change them together", async () => {
    const cookie = school.ownerHeaders.get("cookie") ?? "";
    const matching = async (search: string) => {
      const response = await send(`/certificates/matches${search}`, { headers: { cookie } });
      assert.equal(response.status, 200);
      return (await response.json()) as { certificates: { id: string; state: string }[]; more: boolean };
    };
    const revoked = ids.slice(0, 7).map((id) => ({ id, state: "revoked" }));
    assert.deepEqual(await matching("?state=revoked"), { certificates: revoked.toReversed(), more: false });
    const { certificates, more } = await matching("?state=valid&zone=Asia%2FShanghai");
    assert.deepEqual([new Set(certificates.map(({ id }) => id)), more], [new Set(ids.slice(7)), false]);
    assert.equal((await send("/certificates/matches")).status, 401);
  });
});
