/** What the ledger holds in an issuer's name, and about a certificate, is found by anybody; which records are its own, by itself alone. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { blinded, parseEntry } from "#lib/core/claim/entry.ts";
import { toHex, utf8 } from "#lib/core/text/bytes.ts";
import { createApiKey } from "#lib/features/accounts/api-keys/verbs/create-api-key.ts";
import type { Issuer } from "#lib/features/certificates/issuers/types.ts";
import { recordHistories } from "#lib/features/certificates/issuers/verbs/record-history.ts";
import { changeStatus } from "#lib/features/certificates/status/verbs/change-status.ts";
import { recordStatuses } from "#lib/features/certificates/status/verbs/record-statuses.ts";
import { findSearched, loadNamedEntries } from "#lib/features/ledger/explorer/pages.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { at, call } from "#tests/support/call.ts";
import { type MadeCertificate, makeCertificates, makeIssuer } from "#tests/support/certificates.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { appendAll } from "#tests/support/ledger.ts";

const RECORDS = at("/api/v1/issuer/records").GET;

describe("entries in an issuer's name", () => {
  let school: TestOrganisation;
  let issuer: Issuer;
  let other: { organisation: TestOrganisation; issuer: Issuer };
  let certificates: MadeCertificate[];

  before(async () => {
    await createTestDatabase();
    await ensureLedger("main");
    school = await makeOrganisation();
    issuer = await makeIssuer(school.owner);
    const organisation = await makeOrganisation();
    other = { organisation, issuer: await makeIssuer(organisation.owner) };
    certificates = await makeCertificates({ organisationId: school.id, issuerId: issuer.id, count: 23 });
    const ids = certificates.map(({ id }) => id);
    await changeStatus({ actor: school.owner, certificateIds: ids, state: "suspended", reason: "" });
    await recordAll();
    const [first] = ids;
    await changeStatus({ actor: school.owner, certificateIds: [first ?? ""], state: "revoked", reason: "" });
    await recordAll();
  });
  after(() => dropTestDatabase());

  async function recordAll(): Promise<void> {
    await recordStatuses();
    await recordHistories();
    await appendAll();
  }

  async function all(by: { issuer?: string; subject?: string }) {
    const found: { index: string; type: string | undefined }[] = [];
    let before: string | undefined;
    for (let pages = 1; ; pages += 1) {
      const page = await loadNamedEntries({ ...by, before });
      found.push(...page.entries);
      if (!page.older) return { found, pages };
      before = new URL(page.older, "http://host").searchParams.get("before") ?? undefined;
    }
  }

  it("are listed by the issuer that they name, newest first, each once, and nobody else's", async () => {
    const { found, pages } = await all({ issuer: issuer.did });
    const { rows } = await pool().query<{ index: bigint; entry: Uint8Array }>("SELECT index, entry FROM ledger_entry");
    const named = rows.filter(({ entry }) => {
      const parsed = parseEntry(entry);
      return parsed?.version === 2 && parsed.issuer === issuer.did;
    });
    assert.equal(found.length, 25, "23 suspended, one revoked, the first history of keys");
    assert.equal(pages, 2);
    assert.deepEqual(found.map(({ index }) => index).sort(), named.map(({ index }) => String(index)).sort());
    assert.equal((await all({ issuer: other.issuer.did })).found.length, 1);
    assert.equal((await all({ issuer: `${issuer.did}x` })).found.length, 0);
    assert.equal(
      await findSearched(` ${issuer.did} `),
      `/explorer/entries?${new URLSearchParams({ issuer: issuer.did })}`,
    );
    for (const nobody of ["", "a b", "x".repeat(257)]) {
      assert.equal((await loadNamedEntries({ issuer: nobody })).by, undefined);
    }
  });

  it("are listed by the certificate that they are about, for who has its receipt", async () => {
    const { findLedgerPlace } = await import("#lib/features/certificates/status/rows.ts");
    const subjects = certificates.map(({ leaf }) => toHex(blinded("subject", utf8(leaf))));
    assert.deepEqual(
      (await all({ subject: subjects[0] ?? "" })).found.map(({ type }) => type),
      ["status", "status"],
    );
    assert.equal((await all({ subject: subjects[1] ?? "" })).found.length, 1);
    assert.equal((await all({ subject: "00".repeat(32) })).found.length, 0);
    // Rows made for tests have no record of their batch.
    assert.equal(await findLedgerPlace(certificates[0]?.id ?? ""), undefined);
  });

  it("and their records' hashes are the issuer's own to have, for its monitor", async () => {
    const key = await createApiKey({
      actor: school.owner,
      name: "watch",
      scopes: ["certificates:read"],
    });
    const asked = await call(RECORDS, { headers: { authorization: `Bearer ${key.secret}` } });
    assert.equal(asked.status, 200);
    const hashes = (await asked.text()).match(/\b[0-9a-f]{64}\b/g) ?? [];
    const { found } = await all({ issuer: issuer.did });
    const { rows } = await pool().query<{ entry: Uint8Array }>(
      "SELECT entry FROM ledger_entry WHERE index = ANY ($1)",
      [found.map(({ index }) => index)],
    );
    const inLedger = rows.map(({ entry }) => toHex(parseEntry(entry)?.recordHash ?? new Uint8Array()));
    assert.deepEqual([...hashes].sort(), inLedger.sort());
  });
});
