/** A ledger on PostgreSQL, through its own routes and web server, as mirrors and monitors meet it. */
import "#tests/support/environment.ts";
import "#tests/support/small-blocks.ts";
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { parsePolicy } from "#lib/core/log/policy.ts";
import { listEntries } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { openSource } from "#lib/parties/ledger-reader/open-source.ts";
import { type TrustedLedger, trustLedger } from "#lib/parties/ledger-reader/trusted-ledger.ts";
import { proveFromMirror } from "#lib/parties/mirror/prove.ts";
import { MirrorStore } from "#lib/parties/mirror/store.ts";
import { syncMirror } from "#lib/parties/mirror/sync.ts";
import { exitCodeOf, type MonitorInput, monitorOnce } from "#lib/parties/monitor/run.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { type MadeOrganisation, makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { appendAll, ownerPool, rewrite } from "#tests/support/ledger.ts";
import { startWeb } from "#tests/support/web.ts";
import { close } from "../../../../bin/web/server.ts";

/** A checkpoint is kept for half a second. */
const KEPT_MS = 600;

describe("a ledger that others copy and watch", () => {
  const folder = mkdtempSync(join(tmpdir(), "sealbook-mirrored-"));
  const mirrored = join(folder, "mirror");
  let server: Server;
  let url: string;
  let organisation: MadeOrganisation;
  let ledger: TrustedLedger;

  const sync = (to = mirrored) => syncMirror({ source: openSource(url)!, store: new MirrorStore(to), ledger });
  const watch = (more: Partial<MonitorInput> = {}) =>
    monitorOnce({
      sources: [openSource(url)!, openSource(mirrored)!],
      ledger,
      statePath: join(folder, "state"),
      ...more,
    });
  async function grow(count: number): Promise<void> {
    await makeEvidence({ organisation, count });
    await appendAll();
    await new Promise((resolve) => setTimeout(resolve, KEPT_MS));
  }

  before(async () => {
    await createTestDatabase();
    const { verifierKey } = await ensureLedger("main");
    ledger = trustLedger([verifierKey]) as TrustedLedger;
    organisation = await makeOrganisation();
    const web = await startWeb();
    server = web.server;
    url = `${web.url}/ledger/main`;
  });
  after(async () => {
    server.closeAllConnections();
    await close(server);
    await dropTestDatabase();
    rmSync(folder, { recursive: true, force: true });
  });

  it("is copied as it grows, from nothing on, with its policy", async () => {
    assert.equal((await sync()).outcome, "current");
    for (const count of [3, 700, 1_300]) {
      await grow(count);
      assert.equal((await sync()).outcome, "grown");
    }
    assert.ok(!("error" in parsePolicy(readFileSync(join(mirrored, "witness-policy"), "utf8"))));
  });

  it("is one history to a monitor, which lists what came in", async () => {
    assert.equal(exitCodeOf(await watch()), 0);
    await grow(40);
    const listed: string[] = [];
    const round = await watch({ onEntry: ({ type }) => listed.push(type ?? "") });
    assert.deepEqual([exitCodeOf(round), round.newEntries], [0, 41n]);
    await grow(10);
    assert.equal(exitCodeOf(await watch({ onEntry: ({ type }) => listed.push(type ?? "") })), 0);
    assert.deepEqual(listed, [...Array(10).fill("digest"), "block"]);
  });

  it("is proven, entry by entry, from the mirror alone", async () => {
    await sync();
    for (const at of [0n, 2n, 255n, 256n, 2_000n]) {
      const [row] = await listEntries({ ledger: "main", from: at, limit: 1 });
      const proven = await proveFromMirror({
        source: openSource(mirrored)!,
        ledger,
        entry: new Uint8Array(row!.entry),
      });
      assert.ok(proven.outcome === "proven" && proven.index === at);
    }
  });

  it("cannot be changed behind its checkpoint: a new mirror and the monitor refuse what the database was made to say", async () => {
    const owner = ownerPool();
    const changed =
      "UPDATE ledger_entry SET entry = entry || '\\x20', leaf_hash = sha256('\\x00' || entry || '\\x20') WHERE index = 2049";
    await grow(1);
    await rewrite(owner, changed);
    await owner.end();
    await assert.rejects(sync(join(folder, "second")), (error: { isWrong?: boolean }) => error.isWrong === true);
    await assert.rejects(sync(), (error: { isWrong?: boolean }) => error.isWrong === true);
    const round = await watch();
    assert.equal(exitCodeOf(round), 1, JSON.stringify(round.alarms));
    assert.equal(round.alarms[0]?.kind, "invalid");
  });
});
