/** A renewal is asked for while what a ledger rests on still counts. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { parseAlgorithms } from "#lib/core/renewal/algorithms.ts";
import { renewLedger } from "#lib/features/evidence/renewal/verbs/renew.ts";
import { renewalDue } from "#lib/features/ledger/renewal/conditions.ts";
import { listRenewals } from "#lib/features/ledger/renewal/rows/renewals.ts";
import { stampRenewal } from "#lib/features/ledger/renewal/verbs/stamp-renewal.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { stampDueBlocks } from "#lib/features/ledger/timestamps/verbs/stamp-due.ts";
import type { TimestampAuthority } from "#lib/infra/tsa/authorities.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { appendAll } from "#tests/support/ledger.ts";
import { OPENSSL_MISSING, startTsa } from "#tests/support/tsa.ts";

const DAY_MS = 86_400_000;
const actor = { kind: "operator" } as const;

describe("a renewal is asked for in time", { skip: OPENSSL_MISSING }, () => {
  let tsa: Awaited<ReturnType<typeof startTsa>>;
  let authority: TimestampAuthority;
  const broken = (text: string) => parseAlgorithms(text) as Map<never, number>;
  const look = async (text: string, days: number) => {
    const [found] = await renewalDue(
      () => broken(text),
      () => Date.now() + days * DAY_MS,
    ).look!();
    return found!;
  };

  before(async () => {
    await createTestDatabase();
    await ensureLedger("main");
    tsa = await startTsa({ kind: "ec" });
    const { url, tsa: own } = tsa;
    authority = { name: "a", url, anchors: [own.ca], pem: "", timeoutMs: 5_000, active: true };
    await makeEvidence({ organisation: await makeOrganisation(), count: 2 });
    await appendAll();
  });
  after(async () => {
    await tsa?.stop();
    await dropTestDatabase();
  });

  it("nothing ages while nothing has an end", async () => {
    assert.deepEqual((await look("", 0)).share, 0);
  });

  it("before an authority's certificate ends, and before the date of an algorithm", async () => {
    await stampDueBlocks({ authorities: [authority], troubles: new Map(), intervalMs: 0 });
    const early = await look("", 0);
    assert.equal(early.details.what, "certificate");
    assert.equal(early.details.unrenewed, 2);
    assert.ok(early.share > 0 && early.share < 1, "its certificate holds for ten years");
    assert.ok((await look("", 3_500)).share > 1, "half a year before it ends");
    assert.ok((await look("", 9_999)).share > 100, "and more so afterwards");
    const dated = await look(
      `sha-256 broken since ${new Date(Date.now() + 100 * DAY_MS).toISOString().slice(0, 10)}`,
      0,
    );
    assert.deepEqual([dated.details.what, dated.details.name], ["algorithm", "sha-256"]);
    assert.ok(dated.share > 1);
    assert.ok((await look("sha-256 broken since 2199-01-01", 0)).share < 1);
    assert.equal(
      (await look("ml-dsa-44 broken since 2020-01-01", 0)).details.what,
      "certificate",
      "nothing rests on that",
    );
  });

  it("until it was renewed: then the renewal ages, by the certificates of those who stamped it", async () => {
    const renewed = await renewLedger({ actor, ledger: "main", newest: false, authorities: [] });
    assert.equal(renewed?.isStamped, false, "nobody was asked");
    await stampRenewal({ ledger: "main", authorities: [authority] });
    const [renewal] = await listRenewals("main");
    assert.equal(renewal?.stamps.length, 1);
    assert.deepEqual(await stampRenewal({ ledger: "main", authorities: [authority] }), [], "once is enough");
    await appendAll();
    const found = await look("sha-256 broken since 2020-01-01", 0);
    assert.deepEqual([found.details.what, found.details.unrenewed], ["algorithm", 0], "its token rests on SHA-256");
    const other = await look("ed25519 broken since 2020-01-01", 0);
    assert.equal(other.details.what, "certificate");
  });
});
