/** A page that is older than a receipt: the ledger is asked how large it is by now before anything is called false. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Course } from "#components/verification/course.ts";
import { inExtentOfNow } from "#components/verification/extent.ts";
import { conclude } from "#components/verification/pursue.ts";
import type { LedgerTrust } from "#lib/core/verify/site-trust.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { ledger, ORIGIN, receiptBytes } from "#tests/core/receipt/receipt-fixture.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { startWeb, type Web } from "#tests/support/web.ts";

/** A browser in which no worker starts: the page does its work itself. */
class NoWorker extends EventTarget {
  postMessage(): void {
    queueMicrotask(() => this.dispatchEvent(new Event("error")));
  }
  terminate(): void {}
}

let web: Web;
let asked: string[];
const { fetch: platformFetch } = globalThis;

before(async () => {
  await createTestDatabase();
  await ensureLedger("main");
  web = await startWeb();
  // In a page an address without a host is the page's own.
  globalThis.fetch = (input, init) => {
    asked.push(String(input));
    return platformFetch(new URL(String(input), web.url), init);
  };
  Object.assign(globalThis, { Worker: NoWorker });
});
after(async () => {
  globalThis.fetch = platformFetch;
  await dropTestDatabase();
});

/** What the page of a site says whose ledger had so many entries when the page was made. The receipt is of a tree of eleven. */
async function judged(size: string): Promise<string> {
  asked = [];
  const keys = `log ${ledger.key.text}\nquorum none\n`;
  const trust: LedgerTrust[] = [{ origin: ORIGIN, keys, policies: [], authorities: "", ends: [], size }];
  const course: Course = { trust, signal: AbortSignal.timeout(20_000), report: () => {} };
  const given = { receipt: { bytes: Uint8Array.from(receiptBytes), source: "dropped" } } as const;
  const { outcome } = await inExtentOfNow(await conclude(given, course), course);
  assert.ok(outcome.kind === "checked");
  const { verdict, steps } = outcome.verification;
  return `${verdict} ${steps.find(({ name }) => name === "issuer")?.reason}`;
}

test("a receipt of a tree that the page knows is checked without asking anybody", async () => {
  assert.equal(await judged("11"), "valid ok");
  assert.deepEqual(asked, []);
});

test("one of a larger tree fails where the ledger is not that large by now either", async () => {
  assert.equal(await judged("5"), "failed tree_too_large");
  assert.deepEqual(asked, ["/api/v1/ledgers/main"], "nothing of the receipt is sent");
});

test("and holds where the ledger has grown since the page was made", async () => {
  const organisation = await makeOrganisation();
  await makeEvidence({ organisation, count: 12 });
  await appendBlock({ ledger: "main" });
  assert.equal(await judged("5"), "valid ok");
});

test("where nobody can be asked it says that the size was not compared", async () => {
  web.server.closeAllConnections();
  await new Promise((resolve) => web.server.close(resolve));
  assert.equal(await judged("5"), "valid ledger_size_unknown");
});
