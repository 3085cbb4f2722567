/** Reads of many who come at once share a statement; each gets what is its own. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { parseDetails } from "#lib/core/claim/details.ts";
import { parseReceipt } from "#lib/core/receipt/receipt.ts";
import { readIntake } from "#lib/features/evidence/intake/rows/intake.ts";
import { recordEvidence } from "#lib/features/evidence/intake/verbs/record-evidence.ts";
import { buildReceipt } from "#lib/features/evidence/receipts/rows.ts";
import { findEvidence } from "#lib/features/evidence/records/rows/evidence.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { whole } from "#lib/gate/reach.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";

const RECORDS = 20;

async function record({ owner }: TestOrganisation, name: string, sha256 = randomBytes(32)): Promise<string> {
  const submission = { type: "digest", sha256: new Uint8Array(sha256), name } as const;
  const { evidence } = await recordEvidence({ actor: owner, submission });
  return evidence.id;
}

/** How often a connection was asked for meanwhile. */
async function statementsOf(work: () => Promise<unknown>): Promise<number> {
  let statements = 0;
  const count = () => statements++;
  pool().on("acquire", count);
  await work().finally(() => pool().off("acquire", count));
  return statements;
}

describe("reading together", () => {
  let ours: TestOrganisation;
  let theirs: TestOrganisation;
  before(async () => {
    await createTestDatabase();
    await ensureLedger("main");
    ours = await makeOrganisation();
    theirs = await makeOrganisation();
  });
  after(() => dropTestDatabase());

  it("records: a few statements for all, each its own record, and none that is another organisation's", async () => {
    const digest = randomBytes(32);
    const first = await record(ours, "0", digest);
    await record(theirs, "not ours", digest);
    const later = await Promise.all(Array.from({ length: RECORDS }, (_, at) => record(ours, String(at + 1))));
    const again = await record(ours, "again", digest);
    const ids = [first, ...later, again];
    const own = ids.map((id) => () => findEvidence(whole(ours.owner.organisationId), id));
    const foreign = ids.map((id) => () => findEvidence(whole(theirs.owner.organisationId), id));
    const absent = () => findEvidence(whole(ours.owner.organisationId), randomUUID());
    const asked = [...own, absent, ...foreign, ...own];
    let found: Awaited<ReturnType<typeof findEvidence>>[] = [];
    const statements = await statementsOf(async () => {
      found = await Promise.all(asked.map((ask) => ask()));
    });
    assert.ok(statements <= 2, `${statements} statements`);
    const none = Array(ids.length + 1).fill(undefined);
    assert.deepEqual(
      found.map((one) => one?.id),
      [...ids, ...none, ...ids],
    );
    assert.deepEqual(
      found.slice(0, ids.length).map((one) => one?.name),
      ["0", ...later.map((_, at) => String(at + 1)), "again"],
    );
    assert.deepEqual(
      found.at(-1)?.earlier.map(({ id }) => id),
      [first],
    );
    assert.deepEqual(found[0]?.earlier, []);
  });

  it("a record that was answered is found by who asks then, however many are being read", async () => {
    const id = await record(ours, "before");
    const readers = Array.from({ length: 50 }, async () => {
      for (let turn = 0; turn < 10; turn++) await findEvidence(whole(ours.owner.organisationId), id);
    });
    for (let turn = 0; turn < 20; turn++) {
      const fresh = await record(ours, `fresh ${turn}`);
      assert.equal((await findEvidence(whole(ours.owner.organisationId), fresh))?.name, `fresh ${turn}`);
    }
    await Promise.all(readers);
  });

  it("receipts: a few statements for all; details are the organisation's own, and nobody else's", async () => {
    const ids = [await record(ours, "a"), await record(theirs, "b"), await record(ours, "c")];
    const reaches = [ours.owner, theirs.owner, undefined];
    const asked = ids.flatMap((evidenceId) => reaches.map((reach) => ({ evidenceId, reach })));
    await appendBlock({ ledger: "main" });
    await buildReceipt({ evidenceId: ids[0] ?? "" }); // the block that they show is kept
    let found: Awaited<ReturnType<typeof buildReceipt>>[] = [];
    const statements = await statementsOf(async () => {
      found = await Promise.all(asked.map(buildReceipt));
    });
    assert.ok(statements <= 2, `${statements} statements`);
    const told = found.map((receipt) => {
      const parsed = receipt && parseReceipt(receipt.json);
      const details = parsed && "entry" in parsed ? parsed.details : undefined;
      const { name } = (details === undefined ? undefined : parseDetails(details)) ?? {};
      return { id: receipt?.evidenceId, isThere: receipt?.proof !== undefined, name };
    });
    const nothing = { id: undefined, isThere: false, name: undefined };
    const publicOne = (id: string | undefined) => ({ id, isThere: true, name: undefined });
    const [a, b, c] = ids;
    assert.deepEqual(told, [
      ...[{ id: a, isThere: true, name: "a" }, nothing, publicOne(a)],
      ...[nothing, { id: b, isThere: true, name: "b" }, publicOne(b)],
      ...[{ id: c, isThere: true, name: "c" }, nothing, publicOne(c)],
    ]);
  });

  it("what decides about files: a few statements for all, and an organisation that is not there fails alone", async () => {
    await prisma().organisation.update({ where: { id: theirs.id }, data: { keepContent: false } });
    const ids = [ours.owner.organisationId, theirs.owner.organisationId, randomUUID() as OrganisationId];
    let results: PromiseSettledResult<unknown>[] = [];
    const statements = await statementsOf(async () => {
      results = await Promise.allSettled(
        Array.from({ length: 30 }, (_, at) => readIntake(ids[at % 3] as OrganisationId)),
      );
    });
    assert.ok(statements <= 2, `${statements} statements`);
    for (const [at, result] of results.entries()) {
      if (at % 3 === 2) assert.equal(result.status, "rejected");
      else {
        const { state, keepContent } = (result as PromiseFulfilledResult<Awaited<ReturnType<typeof readIntake>>>).value;
        assert.deepEqual({ state, keepContent }, { state: "active", keepContent: at % 3 === 0 });
      }
    }
  });
});
