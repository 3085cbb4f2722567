/** Checkpoints get timestamps of real authorities (`openssl ts`); whatever one of these does, nothing else waits for it. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { parseNote } from "#lib/core/log/note.ts";
import { sha256, utf8 } from "#lib/core/text/bytes.ts";
import { listOpenSubjects } from "#lib/features/alarms/rows.ts";
import { findBlock } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { recallTroubles, stampDueBlocks } from "#lib/features/ledger/timestamps/verbs/stamp-due.ts";
import { type Pool, pool } from "#lib/infra/db/pool.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { Troubles } from "#lib/infra/jobs/backoff.ts";
import type { TimestampAuthority } from "#lib/infra/tsa/authorities.ts";
import { checkTimestampToken } from "#lib/rfc3161/token.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { type MadeOrganisation, makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { auditFinding, ownerPool, rewrite } from "#tests/support/ledger.ts";
import { OPENSSL_MISSING, startTsa } from "#tests/support/tsa.ts";

type Tsa = Awaited<ReturnType<typeof startTsa>>;
const KIND = "timestamp_failing";

describe("timestamps of checkpoints", { skip: OPENSSL_MISSING }, () => {
  let owner: Pool;
  let organisation: MadeOrganisation;
  let first: Tsa;
  let second: Tsa;
  let troubles: Troubles;
  let clock: number;

  before(async () => {
    await createTestDatabase();
    owner = ownerPool();
    await ensureLedger("main");
    organisation = await makeOrganisation();
    await owner.query(
      "INSERT INTO ledger_policy (ledger, number, since_size, policy) VALUES ('main', 1, 0, 'quorum none')",
    );
    [first, second] = await Promise.all([startTsa({ name: "First" }), startTsa({ name: "Second" })]);
  });
  after(async () => {
    await Promise.all([first.stop(), second.stop(), owner.end()]);
    await dropTestDatabase();
  });
  beforeEach(() => {
    troubles = new Map();
    clock = 0;
    for (const tsa of [first, second]) tsa.setFault(undefined);
  });

  const authority = (name: string, { url, tsa }: Tsa): TimestampAuthority => {
    return { name, url, anchors: [tsa.ca], pem: "", timeoutMs: 3_000, active: true };
  };
  const authorities = (timeoutMs = 3_000) =>
    [authority("first", first), authority("second", second)].map((each) => ({ ...each, timeoutMs }));
  const stamp = (options: Partial<Parameters<typeof stampDueBlocks>[0]> = {}) =>
    stampDueBlocks({ authorities: authorities(), troubles, intervalMs: 0, now: () => clock, ...options });
  const words = (attempts: Awaited<ReturnType<typeof stampDueBlocks>>) =>
    attempts.map(
      ({ authority: name, height, outcome }) => `${name} ${height} ${"token" in outcome ? "stored" : outcome.failed}`,
    );
  const append = async () => {
    await makeEvidence({ organisation, count: 1 });
    return (await appendBlock({ ledger: "main" }))!.height;
  };
  const stored = async (height: bigint) => {
    const { rows } = await pool().query("SELECT * FROM block_timestamp WHERE height = $1 ORDER BY authority", [height]);
    return rows;
  };

  it("the newest block gets one of the first authority, over its text, and no second one", async () => {
    await append();
    const height = await append();
    assert.deepEqual(words(await stamp()), [`first ${height} stored`]);
    assert.deepEqual(words(await stamp()), []);
    const [row, ...others] = await stored(height);
    assert.deepEqual([others, row.authority], [[], "first"]);
    const { text } = parseNote((await findBlock({ ledger: "main", height }))!.checkpoint)!;
    const imprint = sha256(utf8(text));
    const checked = await checkTimestampToken({ token: row.token, imprint, authorities: [first.tsa.ca] });
    assert.deepEqual([checked.status, "time" in checked && checked.time], ["ok", row.time.toISOString()]);
    assert.deepEqual(await stored(height - 1n), []);
    assert.equal(second.requests(), 0);
    assert.equal(await auditFinding(), undefined);
  });

  it("the newest witnessed block comes before a newer one, which follows once nothing newer is witnessed", async () => {
    const witnessed = await append();
    const newest = await append();
    await rewrite(owner, "INSERT INTO block_witnessed (ledger, height, policy) VALUES ('main', $1, 1)", [witnessed]);
    assert.deepEqual(words(await stamp()), [`first ${witnessed} stored`]);
    assert.deepEqual(words(await stamp()), [`first ${newest} stored`]);
    assert.deepEqual(words(await stamp()), []);
  });

  it("is asked for once an interval, whatever the authority's clock says", async () => {
    const height = await append();
    assert.deepEqual(words(await stamp({ intervalMs: 3_600_000 })), []);
    await rewrite(owner, "UPDATE block_timestamp SET time = time - interval '2 hours'");
    assert.deepEqual(words(await stamp({ intervalMs: 3_600_000 })), [`first ${height} stored`]);
    const next = await append();
    await rewrite(owner, "UPDATE block_timestamp SET time = time + interval '2 hours' WHERE height = $1", [height]);
    assert.deepEqual(words(await stamp({ intervalMs: 3_600_000 })), [`first ${next} stored`]);
    await rewrite(owner, "DELETE FROM block_timestamp");
    await rewrite(owner, "DELETE FROM block_witnessed");
  });

  for (const [fault, failed] of [
    ["down", "unreachable"],
    ["slow", "timeout"],
    // Of an earlier checkpoint; one over the same text is told by its nonce.
    ["replay", "imprint_mismatch"],
    ["other-digest", "imprint_mismatch"],
    ["rejects", "status_rejected"],
    ["garbage", "response_malformed"],
  ] as const) {
    it(`an authority that is at fault (${fault}) is passed over and alerted; the next in order is used`, async () => {
      if (fault === "replay") {
        await append();
        assert.match(words(await stamp()).join(), /first \d+ stored/);
      }
      const height = await append();
      first.setFault(fault);
      const timeoutMs = fault === "slow" ? 300 : 3_000;
      const attempts = await stamp({ authorities: authorities(timeoutMs) });
      assert.deepEqual(words(attempts), [`first ${height} ${failed}`, `second ${height} stored`]);
      assert.deepEqual(
        (await stored(height)).map((row) => row.authority),
        ["second"],
      );
      assert.deepEqual(await listOpenSubjects(KIND), ["first"]);
      const alert = await prisma().alert.findFirst({ where: { subject: "first", resolvedAt: null } });
      const { failure, failures } = alert!.details as { failure: string; failures: number };
      assert.deepEqual([failure, failures], [failed, 1]);
      // As soon as it works again the alert ends by itself.
      first.setFault(undefined);
      clock += 60_000;
      const next = await append();
      assert.deepEqual(words(await stamp()), [`first ${next} stored`]);
      assert.deepEqual(await listOpenSubjects(KIND), []);
    });
  }

  it("one with a certificate that is not trusted, or for another purpose, is passed over and alerted", async () => {
    const wrong = await startTsa({ kind: "wrong-purpose" });
    const untrusted = { ...authority("untrusted", first), anchors: [second.tsa.ca] };
    const height = await append();
    const order = [untrusted, authority("wrong", wrong), authority("second", second)];
    assert.deepEqual(words(await stamp({ authorities: order })), [
      `untrusted ${height} authority_untrusted`,
      `wrong ${height} wrong_purpose`,
      `second ${height} stored`,
    ]);
    assert.deepEqual(await listOpenSubjects(KIND), ["untrusted", "wrong"]);
    // Of another list of authorities, none of these is asked any more.
    assert.equal((await recallTroubles(authorities())).size, 0);
    assert.deepEqual(await listOpenSubjects(KIND), []);
    await wrong.stop();
  });

  it("one that fails is asked ever more rarely, and again when its time has come though another one works", async () => {
    first.setFault("down");
    const round = async () => {
      const height = await append();
      return words(await stamp()).map((line) => line.replace(` ${height} `, " "));
    };
    assert.deepEqual(await round(), ["first unreachable", "second stored"]);
    assert.deepEqual(await round(), ["second stored"], "not yet");
    clock += 5_000;
    assert.deepEqual(await round(), ["first unreachable", "second stored"]);
    clock += 5_000;
    assert.deepEqual(await round(), ["second stored"], "twice as long");
    clock += 5_000;
    second.setFault("down");
    assert.deepEqual(await round(), ["first unreachable", "second unreachable"]);
    assert.deepEqual(await listOpenSubjects(KIND), ["first", "second"]);
    for (const tsa of [first, second]) tsa.setFault(undefined);
    // A worker that starts anew knows from the alerts whom to ask again, so that both end.
    troubles = await recallTroubles(authorities());
    assert.deepEqual(
      words(await stamp()).map((line) => line.replace(/ \d+ /, " ")),
      ["first stored", "second stored"],
    );
    assert.deepEqual(await listOpenSubjects(KIND), []);
    assert.equal(await auditFinding(), undefined);
  });

  it("when all fail, the block stays due, and blocks go on being appended meanwhile", async () => {
    for (const tsa of [first, second]) tsa.setFault("slow");
    const height = await append();
    let isOver = false;
    const stamping = stamp({ authorities: authorities(5_000) }).finally(() => {
      isOver = true;
    });
    const later = await append();
    assert.equal(isOver, false, "an append waits for no authority");
    assert.deepEqual(words(await stamping), [`first ${height} timeout`, `second ${height} timeout`]);
    assert.deepEqual(words(await stamp()), [], "both are left alone for a while");
    for (const tsa of [first, second]) tsa.setFault(undefined);
    clock += 60_000;
    assert.deepEqual(words(await stamp()), [`first ${later} stored`, `second ${later} stored`]);
  });

  it("several workers at once store one token of an authority", async () => {
    const height = await append();
    const all = await Promise.all([1, 2, 3].map(() => stamp({ troubles: new Map() })));
    assert.ok(all.flat().every(({ outcome }) => "token" in outcome));
    assert.equal((await stored(height)).length, 1);
  });

  it("a worker that is told to stop does so at once, and blames nobody", async () => {
    first.setFault("slow");
    await append();
    const stopping = new AbortController();
    setTimeout(() => stopping.abort(), 100);
    const started = performance.now();
    await stamp({ authorities: authorities(30_000), signal: stopping.signal });
    assert.ok(performance.now() - started < 20_000);
    assert.deepEqual(await listOpenSubjects(KIND), []);
  });
});
