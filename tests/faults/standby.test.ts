/** A real streaming standby: what is read there, and what not; commits that nobody confirmed; a primary that came back. Without a build. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { chmodSync, cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { migrate } from "../../bin/steps/migrate.ts";
import { createPostgres, type DebianPostgres, debianPostgresAbsent, startPostgres } from "./debian-postgres.ts";
import { until } from "./installation.ts";

const absent = debianPostgresAbsent();
if (absent) console.log(absent);
const MIGRATIONS = new URL("../../prisma/migrations", import.meta.url).pathname;
const AGE_SECONDS_MAX = 3;

describe("a primary and its standby", { skip: absent }, () => {
  const folder = mkdtempSync(join(tmpdir(), "sealbook-standby-"));
  chmodSync(folder, 0o755);
  const stop = new AbortController();
  const owners: pg.Pool[] = [];
  let primary: DebianPostgres;
  let standby: DebianPostgres;
  const appUrl = ({ port }: DebianPostgres) => `postgresql://app@127.0.0.1:${port}/sealbook`;
  const ownerOf = (server: DebianPostgres): pg.Pool => {
    const owner = new pg.Pool({ connectionString: server.url("sealbook"), max: 2 });
    owner.on("error", () => {});
    owners.push(owner);
    return owner;
  };
  /** As a worker has it, which nobody has to show anything. */
  const workerPool = (server: DebianPostgres) => {
    const made = lib.createPool(appUrl(server));
    Object.assign(made.options, { onConnect: undefined });
    return made;
  };
  /** Loaded once the addresses are known: configuration is read at import. */
  const load = async () => ({
    ...(await import("#lib/infra/db/client.ts")),
    ...(await import("#lib/infra/db/heartbeat.ts")),
    ...(await import("#lib/infra/db/pool.ts")),
    ...(await import("#lib/infra/db/standby.ts")),
    ...(await import("#lib/features/ledger/sealing/rows/tiles.ts")),
    ...(await import("#lib/features/ledger/sealing/verbs/append-block.ts")),
    ...(await import("#lib/features/ledger/sealing/verbs/create-ledger.ts")),
    ...(await import("#lib/features/ledger/sealing/verbs/show-heartbeat.ts")),
    ...(await import("#tests/support/evidence-factory.ts")),
  });
  let lib: Awaited<ReturnType<typeof load>>;
  let organisation: Awaited<ReturnType<(typeof lib)["makeOrganisation"]>>;
  const proven = {};
  const beat = () => lib.showHeartbeat({ proven });
  let beating: NodeJS.Timeout;

  before(async () => {
    primary = await createPostgres(join(folder, "primary"), { synchronous_commit: "on" });
    const server = new pg.Client({ connectionString: primary.url("postgres") });
    await server.connect();
    await server.query("CREATE DATABASE sealbook TEMPLATE template0 ENCODING 'UTF8'");
    await server.end();
    await migrate({ url: primary.url("sealbook"), directory: MIGRATIONS });
    await ownerOf(primary).query("CREATE ROLE app LOGIN IN ROLE sealbook_app");
    primary.copyTo(join(folder, "standby"), { follow: true });
    standby = await startPostgres(join(folder, "standby"));
    process.env.APP_DATABASE_URL = appUrl(primary);
    process.env.APP_DATABASE_READ_URL = appUrl(standby);
    process.env.READ_AGE_SECONDS_MAX = String(AGE_SECONDS_MAX);
    lib = await load();
    lib.requireHeartbeat();
    await lib.ensureLedger("main");
    organisation = await lib.makeOrganisation();
    await beat();
    beating = setInterval(() => void beat().catch(() => {}), 500);
    await lib.watchStandby({ signal: stop.signal });
  });
  after(async () => {
    clearInterval(beating);
    stop.abort();
    await lib.pool().end();
    await Promise.all(owners.map((owner) => owner.end()));
    for (const server of [primary, standby]) server.stop("immediate");
    rmSync(folder, { recursive: true, force: true });
  });

  /** On which server a read that may be aged is done. */
  const askedPort = async (): Promise<number> =>
    Number(await lib.readAged(async (on) => (await on.query("SELECT inet_server_port() AS port")).rows[0].port));
  const tile = (width: number) => lib.readTile({ ledger: "main", tile: { level: 0, index: 0n, width } });
  const inUse = () => until(() => lib.standbyState() === "in_use", "the standby is in use");

  it("what never changes is read from the standby while it is near enough", async () => {
    await inUse();
    assert.equal(await askedPort(), standby.port);
  });

  it("what it lacks is asked of the primary; once it is too far behind, all is", async () => {
    const owner = ownerOf(standby);
    await owner.query("SELECT pg_wal_replay_pause()");
    await lib.makeEvidence({ organisation, count: 3 });
    await lib.appendBlock({ ledger: "main" });
    assert.equal(await askedPort(), standby.port, "it is near enough still");
    assert.equal((await tile(4))?.length, 4 * 32, "three records and their header");
    const pausedAt = Date.now();
    await until(async () => (await askedPort()) === primary.port, "the primary is asked");
    assert.ok(Date.now() - pausedAt < (AGE_SECONDS_MAX + 20) * 1_000);
    assert.equal(lib.standbyState(), "too_old");
    assert.equal((await tile(4))?.length, 4 * 32);
    await owner.query("SELECT pg_wal_replay_resume()");
    await inUse();
    assert.equal(await askedPort(), standby.port);
  });

  it("without a worker nobody knows how old the standby is, and the primary is asked", async () => {
    clearInterval(beating);
    await until(() => lib.standbyState() === "too_old", "too old");
    assert.equal(await askedPort(), primary.port);
    beating = setInterval(() => void beat().catch(() => {}), 500);
    await inUse();
  });

  it("one that is stopped fails no read, and is taken up again when it is back", async () => {
    standby.stop("immediate");
    assert.equal(await askedPort(), primary.port);
    standby = await startPostgres(join(folder, "standby"), { port: standby.port });
    await inUse();
    assert.equal(await askedPort(), standby.port);
  });

  it("a commit whose wait was cancelled counts as made only once the standby has it", async () => {
    const owner = ownerOf(primary);
    const cancelWaits = () =>
      owner.query(
        "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND usename = 'app'",
      );
    const waits = async () =>
      (await owner.query("SELECT FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND usename = 'app'")).rowCount ===
      1;
    const other = lib.createPool(appUrl(primary));
    clearInterval(beating);
    await owner.query("ALTER SYSTEM SET synchronous_standby_names = '*'");
    await owner.query("SELECT pg_reload_conf()");
    await until(
      async () => (await owner.query("SELECT FROM pg_stat_replication WHERE sync_state = 'sync'")).rowCount === 1,
      "in step",
    );
    standby.stop("immediate");

    // Nobody waits for the one that looks either.
    const lost = assert.rejects(
      other.query("UPDATE rate_limit SET points = 0; INSERT INTO rate_limit VALUES ('a', 1, 1)"),
      lib.UnconfirmedError,
    );
    for (let wait = 0; wait < 2; wait += 1) {
      await until(waits, "a commit waits");
      await cancelWaits();
      await sleep(100);
    }
    await lost;
    assert.equal(
      (await owner.query("SELECT FROM rate_limit WHERE key = 'a'")).rowCount,
      1,
      "it is there, on this server",
    );

    // The standby comes back while it is being looked up.
    let isDone = false;
    const found = lib
      .transaction(other, (connection) => connection.query("INSERT INTO rate_limit VALUES ('b', 1, 1)"))
      .then(() => {
        isDone = true;
      });
    await until(waits, "a commit waits");
    await cancelWaits();
    await until(waits, "another one waits");
    assert.equal(isDone, false);
    standby = await startPostgres(join(folder, "standby"), { port: standby.port });
    await found;
    assert.equal((await ownerOf(standby).query("SELECT FROM rate_limit WHERE key = 'b'")).rowCount, 1);
    await other.end();
    beating = setInterval(() => void beat().catch(() => {}), 500);
    await inUse();
  });

  it("an old primary that comes back serves nobody, be it as a primary or as a standby that follows nobody", async () => {
    await lib.makeEvidence({ organisation, count: 2 });
    await lib.appendBlock({ ledger: "main" });
    const port = primary.port;
    // As after a failover: the old one stays as it was while the other goes on, and its worker signs there.
    primary.stop("fast");
    cpSync(join(folder, "primary"), join(folder, "old"), { recursive: true, preserveTimestamps: true });
    standby.promote();
    const promoted = workerPool(standby);
    assert.ok(await lib.showHeartbeat({ proven: {}, on: promoted }));
    assert.equal(
      (await promoted.query("SELECT FROM heartbeat WHERE at > clock_timestamp() - interval '5 seconds'")).rowCount,
      1,
    );
    await lib.makeEvidence({ organisation, count: 5, on: promoted });
    await lib.appendBlock({ ledger: "main", on: promoted });

    // The old one is back at its address, as a primary.
    clearInterval(beating);
    await ownFolder(join(folder, "old"));
    primary = await startPostgres(join(folder, "old"), { port });
    const served = lib.createPool(appUrl(primary));
    await assert.rejects(served.query("SELECT 1"), lib.NoHeartbeatError);
    await assert.rejects(lib.pool().query("SELECT 1"), lib.NoHeartbeatError);
    const worker = workerPool(primary);
    const { RolledBackError } = await import("#lib/features/ledger/sealing/rows/tail.ts");
    await ownerOf(primary).query("ALTER SYSTEM RESET synchronous_standby_names");
    await ownerOf(primary).query("SELECT pg_reload_conf()");
    await assert.rejects(lib.showHeartbeat({ proven: {}, on: worker }), RolledBackError);
    await assert.rejects(served.query("SELECT 1"), lib.NoHeartbeatError);
    await worker.end();

    // And as a standby of the new one, to which it cannot find back by itself: it shows what was, for ever.
    primary.stop("fast");
    writeFileSync(join(folder, "old", "standby.signal"), "");
    primary = await startPostgres(join(folder, "old"), { port });
    await assert.rejects(served.query("SELECT 1"), lib.NoHeartbeatError);
    await served.end();
    const current = lib.createPool(appUrl(standby));
    await current.query("SELECT 1");
    await current.end();
    await promoted.end();
  });
});

/** The files are those of another user, as whom PostgreSQL runs. */
async function ownFolder(path: string): Promise<void> {
  const { execFileSync } = await import("node:child_process");
  if (process.getuid?.() === 0) execFileSync("chown", ["-R", "65534:65534", path]);
  chmodSync(path, 0o700);
}
