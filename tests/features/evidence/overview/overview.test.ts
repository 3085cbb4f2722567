/** An organisation's figures are its own, in the days of the reader's zone, and the same whether the worker has counted them or not. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { v7 as uuidv7 } from "uuid";
import { countDays } from "#lib/features/evidence/overview/rows/counts.ts";
import { readFailures } from "#lib/features/evidence/overview/rows/failures.ts";
import { readBegun } from "#lib/features/evidence/overview/rows/records.ts";
import { readWaiting } from "#lib/features/evidence/overview/rows/waiting.ts";
import { countRecords } from "#lib/features/evidence/overview/verbs/count-records.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { whole } from "#lib/gate/reach.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { type MadeOrganisation, makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const ZONES = ["UTC", "Asia/Kathmandu", "Asia/Shanghai", "America/St_Johns", "Pacific/Kiritimati"];

/** A record as it would have been received then: a copy of one of now, under an id and at a time of then. */
async function recordAt(organisation: MadeOrganisation, at: Date): Promise<void> {
  await pool().query(
    `INSERT INTO evidence (id, organisation_id, ledger, type, sha256, size, record, content_kept, received_at)
     SELECT $2, organisation_id, ledger, type, sha256, size, record, content_kept, $3
     FROM evidence_whole WHERE organisation_id = $1 LIMIT 1`,
    [organisation.id, uuidv7({ msecs: at.getTime() }), at],
  );
}

const dayIn = (zone: string, at: Date) =>
  new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format(at);

describe("an organisation's overview", () => {
  let bank: MadeOrganisation;
  let school: MadeOrganisation;
  const idOf = (organisation: MadeOrganisation) => organisation.id as OrganisationId;
  const now = new Date();
  const times: Date[] = [];

  const daysOf = (organisation: MadeOrganisation, zone: string) =>
    countDays({ reach: whole(idOf(organisation)), zone, days: 30, now });
  const expected = (zone: string) => {
    const found: Record<string, number> = {};
    for (const at of times) found[dayIn(zone, at)] = (found[dayIn(zone, at)] ?? 0) + 1;
    return found;
  };

  before(async () => {
    await createTestDatabase();
    await ensureLedger("main");
    bank = await makeOrganisation({ name: "Bank" });
    school = await makeOrganisation({ name: "School" });
    await makeEvidence({ organisation: bank, count: 3 });
    await makeEvidence({ organisation: school, count: 2 });
    for (let at = 0; at < 3; at += 1) times.push(now);
    // Around the midnights of every zone, and around quarters of an hour.
    for (const hours of [0.4, 5, 11, 17.9, 18.3, 23, 30, 47.99, 48.01, 200, 600, 28 * 24]) {
      const at = new Date(now.getTime() - hours * HOUR_MS);
      times.push(at);
      await recordAt(bank, at);
    }
  });
  after(() => dropTestDatabase());

  async function holds(): Promise<void> {
    for (const zone of ZONES) {
      const days = await daysOf(bank, zone);
      assert.equal(days.length, 30);
      assert.equal(days.at(-1)?.day, dayIn(zone, now));
      const counted = Object.fromEntries(
        days.filter(({ records }) => records > 0).map(({ day, records }) => [day, records]),
      );
      const shown = Object.entries(expected(zone)).filter(([day]) => day >= (days[0]?.day ?? ""));
      assert.deepEqual(counted, Object.fromEntries(shown), zone);
    }
    assert.equal(
      (await daysOf(school, "UTC")).reduce((sum, { records }) => sum + records, 0),
      2,
    );
  }

  it("counts days of the reader's zone before the worker ever did", holds);

  it("counts the same while the worker is catching up and when it has", async () => {
    assert.equal(await countRecords(now), true);
    await holds();
    let rounds = 1;
    while (await countRecords(now)) rounds += 1;
    assert.ok(rounds >= 31 && rounds <= 33, `${rounds} steps of a day`);
    assert.ok((await prisma().evidenceCount.count()) >= 9);
    await holds();
    assert.equal(await countRecords(now), false);
    await holds();
  });

  it("counts each record once when several workers count", async () => {
    const later = new Date(now.getTime() + 2 * HOUR_MS);
    await Promise.all([countRecords(later), countRecords(later), countRecords(later)]);
    const { _sum } = await prisma().evidenceCount.aggregate({
      where: { organisationId: bank.id },
      _sum: { records: true },
    });
    assert.equal(_sum.records, times.length);
  });

  it("forgets what is too old to be shown", async () => {
    const later = new Date(now.getTime() + 40 * DAY_MS);
    while (await countRecords(later));
    assert.equal(await prisma().evidenceCount.count({ where: { at: { lt: new Date(now.getTime() + DAY_MS) } } }), 0);
  });

  it("tells the list's records of the installation's own files from what the organisation recorded itself", async () => {
    const operator = await makeOrganisation({ name: "Operator" });
    assert.deepEqual(await readBegun(whole(idOf(operator))), { used: false, own: 0 });
    const keyed = (key: string) =>
      pool().query(
        `INSERT INTO evidence (id, organisation_id, ledger, type, sha256, size, record, content_kept, received_at, idempotency_key)
         SELECT $1, $2, ledger, type, sha256, size, record, content_kept, received_at, $3 FROM evidence_whole LIMIT 1`,
        [uuidv7(), operator.id, key],
      );
    await keyed("sealbook-sample:00");
    await keyed("sealbook-verifier:00");
    assert.deepEqual(await readBegun(whole(idOf(operator))), { used: false, own: 2 });
    await keyed("sealbook-batch:00");
    assert.deepEqual(await readBegun(whole(idOf(operator))), { used: true, own: 0 }, "certificates are somebody's");
    assert.deepEqual(await readBegun(whole(idOf(school))), { used: true, own: 0 });
  });

  it("says what of its own waits, and since when", async () => {
    const before = await readWaiting(whole(idOf(bank)));
    assert.equal(before.block.count, times.length);
    assert.equal(before.block.since, times.at(-1)?.toISOString());
    assert.equal((await readWaiting(whole(idOf(school)))).block.count, 2);
    // Nobody is asked for more here.
    assert.deepEqual([before.witnesses, before.timestamp], [undefined, undefined]);
    while (await appendBlock({ ledger: "main" }));
    assert.deepEqual((await readWaiting(whole(idOf(bank)))).block, { count: 0, more: false, since: undefined });
  });

  it("names files that are damaged, and letters that did not arrive, of its own alone", async () => {
    const content = `contract of ${bank.id}`;
    const [kept] = await makeEvidence({ organisation: bank, count: 1, contents: () => content });
    assert.ok(kept);
    const sha256 = new Uint8Array(kept.sha256);
    await prisma().damagedContent.create({ data: { organisationId: bank.id, sha256, problem: "missing" } });
    const letter = {
      channel: "mail",
      kind: "invitation",
      recipient: "a@example.org",
      locale: "en",
      failure: "refused",
    };
    const expiresAt = new Date(now.getTime() + DAY_MS);
    for (const [at, nextAttemptAt] of [null, null, expiresAt].entries()) {
      const id = uuidv7({ msecs: now.getTime() + at });
      await prisma().outboxItem.create({ data: { id, organisationId: bank.id, ...letter, expiresAt, nextAttemptAt } });
    }
    assert.deepEqual(await readFailures(whole(idOf(bank)), now), {
      damaged: { files: 1, evidenceId: kept.id },
      letters: { failed: 2, retrying: 1 },
    });
    assert.deepEqual(await readFailures(whole(idOf(school)), now), {
      damaged: { files: 0, evidenceId: undefined },
      letters: { failed: 0, retrying: 0 },
    });
  });
});
