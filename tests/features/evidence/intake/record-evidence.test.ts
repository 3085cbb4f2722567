/** Recording in one statement with others: each is judged for itself, by what is true at that moment. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { revokeApiKey } from "#lib/features/accounts/api-keys/verbs/revoke-api-key.ts";
import type { Recorded } from "#lib/features/evidence/intake/types.ts";
import { recordEvidence } from "#lib/features/evidence/intake/verbs/record-evidence.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { admitMember } from "#lib/gate/admit.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { findWhole } from "#tests/support/whole-evidence.ts";

const submission = (given: { name?: string; idempotencyKey?: string; sha256?: Uint8Array<ArrayBuffer> } = {}) =>
  ({ type: "digest", sha256: new Uint8Array(randomBytes(32)), name: "a", ...given }) as const;

const admit = (organisation: TestOrganisation, method: "GET" | "POST") =>
  admitMember(
    { method, headers: { authorization: `Bearer ${organisation.apiKey.secret}` } },
    { auth: "member-or-key", scope: "evidence:write", limit: RATE_LIMITS.write, provenAgain: true },
  );

describe("recording", () => {
  let organisation: TestOrganisation;
  before(async () => {
    await createTestDatabase();
    await ensureLedger("main");
    organisation = await makeOrganisation();
  });
  after(() => dropTestDatabase());

  it("one that PostgreSQL refuses fails alone, among many that come at once", async () => {
    const actor = organisation.owner;
    // No text of PostgreSQL holds the zero character; the API lets no such key in, and this verb's statement refuses all of its batch.
    const unwritable = "key\u0000";
    const results = await Promise.allSettled(
      Array.from({ length: 40 }, (_, at) =>
        recordEvidence({
          actor,
          submission: { ...submission({ name: `batch ${at}` }), ...(at === 17 ? { idempotencyKey: unwritable } : {}) },
        }),
      ),
    );
    assert.deepEqual(
      results.flatMap(({ status }, at) => (status === "rejected" ? [at] : [])),
      [17],
    );
    const recorded = results.flatMap((result) => (result.status === "fulfilled" ? [result.value.evidence.id] : []));
    assert.equal(await prisma().evidence.count({ where: { id: { in: recorded } } }), 39);
    assert.equal(await prisma().auditEvent.count({ where: { subject: { in: recorded } } }), 39);
    const { rows } = await pool().query("SELECT FROM ledger_pending WHERE evidence_id = ANY ($1)", [recorded]);
    assert.equal(rows.length, 39);
  });

  it("many at once with one idempotency key make one record, and all get it", async () => {
    const actor = organisation.owner;
    const same = submission({ idempotencyKey: randomUUID() });
    const all: Recorded[] = await Promise.all(
      Array.from({ length: 24 }, () => recordEvidence({ actor, submission: same })),
    );
    assert.equal(all.filter(({ created }) => created).length, 1);
    assert.equal(new Set(all.map(({ evidence }) => evidence.id)).size, 1);
    await assert.rejects(recordEvidence({ actor, submission: { ...same, name: "b" } }), {
      code: "idempotency_key_reused",
    });
  });

  it("a revoked key records nothing from that moment on, though the gate still remembers it", async () => {
    const theirs = await makeOrganisation();
    const remembered = await admit(theirs, "POST");
    await recordEvidence({ actor: remembered, submission: submission() });
    await revokeApiKey({ actor: theirs.owner, apiKeyId: theirs.apiKey.id });
    const again = await admit(theirs, "POST");
    assert.equal(again.kind, "api-key", "remembered for a second");
    await assert.rejects(recordEvidence({ actor: again, submission: submission() }), { code: "key_revoked" });
  });

  it("so do an ended session, a lesser role and a suspension", async () => {
    const theirs = await makeOrganisation();
    const { owner: actor } = theirs;
    const refused = async (code: string) =>
      await assert.rejects(recordEvidence({ actor, submission: submission() }), { code }, code);
    const where = { organisationId_userId: { organisationId: theirs.id, userId: actor.userId } };
    await prisma().membership.update({ where, data: { role: "auditor" } });
    await refused("forbidden");
    await prisma().membership.update({ where, data: { role: "owner" } });
    const event = { organisationId: theirs.id, number: 1, event: "suspended" };
    await prisma().organisationEvent.create({ data: event });
    await refused("organisation_suspended");
    await prisma().organisationEvent.create({ data: { ...event, number: 2, event: "active" } });
    await recordEvidence({ actor, submission: submission() });
    await prisma().session.update({ where: { id: actor.sessionId }, data: { endedAt: new Date() } });
    await refused("unauthenticated");
  });

  it("a record states the name that its organisation has at that moment", async () => {
    const theirs = await makeOrganisation();
    await recordEvidence({ actor: theirs.owner, submission: submission() });
    await prisma().organisation.update({ where: { id: theirs.id }, data: { name: "Renamed" } });
    const { evidence } = await recordEvidence({ actor: theirs.owner, submission: submission() });
    const { record } = await findWhole(evidence.id);
    assert.match(Buffer.from(record).toString("utf8"), /"name":"Renamed"/);
  });

  it("nobody records for another organisation with a key of their own", async () => {
    const theirs = await makeOrganisation();
    const actor = { ...(await admit(theirs, "POST")), organisationId: organisation.id };
    await assert.rejects(recordEvidence({ actor, submission: submission() }), { code: "key_unknown" });
  });

  it("earlier records of the same content are told, newest first", async () => {
    const actor = organisation.owner;
    const same = submission();
    const first = await recordEvidence({ actor, submission: same });
    const second = await recordEvidence({ actor, submission: same });
    const third = await recordEvidence({ actor, submission: same });
    assert.deepEqual(
      third.evidence.earlier,
      [second, first].map(({ evidence: { id, receivedAt } }) => ({ id, receivedAt })),
    );
  });
});
