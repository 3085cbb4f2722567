/** An installation is backed up under load, restored elsewhere and audited; and its signer refuses what it must. Needs a build. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { chmodSync, cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import "#tests/support/built.ts";
import { sealbook } from "#tests/bin/commands/run-cli.ts";
import { fetchFrom } from "#tests/bin/start/launch.ts";
import { testFolder } from "#tests/support/environment.ts";
import { createPostgres, debianPostgresAbsent, startPostgres } from "./debian-postgres.ts";
import {
  acknowledged,
  assertSound,
  digestList,
  type Installation,
  install,
  reopen,
  submit,
  until,
} from "./installation.ts";

const absent = debianPostgresAbsent();
if (absent) console.log(absent);
const LINES = 40_000;

const reasons = async ({ port }: Installation): Promise<string[]> =>
  JSON.parse((await fetchFrom(port, "/readyz")).body).reasons;

/** Where another user, as whom PostgreSQL runs, may go. */
function serverFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "sealbook-server-"));
  chmodSync(folder, 0o755);
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function countBlocks(installation: Installation): Promise<number> {
  const [row] = await installation.query<{ count: number }>("SELECT count(*)::int AS count FROM ledger_block");
  return row?.count ?? 0;
}

test("a copy that was made under load is whole elsewhere, and signs nothing behind what was signed", {
  skip: absent,
}, async (t) => {
  const servers = serverFolder();
  const primary = await createPostgres(join(servers, "primary"));
  await createDatabase(primary.url("postgres"));
  const installation = await install({ DATABASE_URL: primary.url("sealbook") });
  const list = digestList(installation.folder, LINES);
  const client = submit(installation, list);
  await until(async () => (await countBlocks(installation)) > 3, "some blocks");
  const memory = join(testFolder, "memory-before");
  cpSync(join(installation.folder, "last-signed"), memory, { recursive: true });
  const started = Date.now();
  primary.copyTo(join(servers, "copy"));
  const seconds = (Date.now() - started) / 1_000;
  const folder = join(testFolder, "elsewhere");
  assert.equal(await client.ended, 0, client.said());
  await assertSound(installation, acknowledged(list));
  cpSync(installation.folder, folder, { recursive: true });
  for (const name of ["start.lock", "database.json"]) rmSync(join(folder, name), { force: true });
  await installation.stop();
  primary.stop();

  const copy = await startPostgres(join(servers, "copy"));
  const restored = await reopen({ DATA_DIR: folder, DATABASE_URL: copy.url("sealbook") }, installation.key);
  await until(async () => (await reasons(restored)).includes("heartbeat_missing"), "it serves nobody");
  assert.equal((await fetchFrom(restored.port, "/explorer")).status, 503);
  const blocks = await countBlocks(restored);
  await sleep(2_000);
  assert.equal(await countBlocks(restored), blocks, "a block behind what was signed");
  const audit = await sealbook(["audit"], { env: { DATA_DIR: folder } });
  assert.equal(audit.code, 0, `what the copy has is sound: ${audit.stdout}${audit.stderr}`);
  await restored.stop();

  // With the memory of before the copy nothing that it knows of is missing, and the ledger goes on.
  rmSync(join(folder, "last-signed"), { recursive: true });
  cpSync(memory, join(folder, "last-signed"), { recursive: true });
  const again = await reopen({ DATA_DIR: folder, DATABASE_URL: copy.url("sealbook") }, installation.key);
  await until(async () => (await reasons(again)).length === 0, "ready");
  const more = digestList(folder, 1_000);
  assert.equal(await submit(again, more).ended, 0);
  const [row] = await again.query<{ ids: string[] }>(
    "SELECT array_agg(id::text) AS ids FROM evidence_whole WHERE name LIKE 'contract-%'",
  );
  await assertSound(again, row?.ids ?? []);
  t.diagnostic(
    `copied in ${seconds.toFixed(1)} s under load: ${(row?.ids.length ?? 0) - 1_000} of ${LINES} records in it`,
  );
  await again.stop();
  copy.stop();
});

test("a standby that is promoted has every acknowledged record, and the ledger goes on without a break", {
  skip: absent,
}, async (t) => {
  const servers = serverFolder();
  const primary = await createPostgres(join(servers, "primary"), { synchronous_commit: "on" });
  await createDatabase(primary.url("postgres"));
  primary.copyTo(join(servers, "standby"), { follow: true });
  const standby = await startPostgres(join(servers, "standby"));
  const owner = new pg.Client({ connectionString: primary.url("postgres") });
  owner.on("error", () => {});
  await owner.connect();
  await owner.query("ALTER SYSTEM SET synchronous_standby_names = '*'");
  await owner.query("SELECT pg_reload_conf()");
  await until(
    async () => (await owner.query("SELECT FROM pg_stat_replication WHERE sync_state = 'sync'")).rowCount === 1,
    "in step",
  );
  const installation = await install({ DATABASE_URL: primary.url("sealbook") });
  const { folder, key, port } = installation;
  const list = digestList(folder, LINES);
  const client = submit(installation, list);
  await until(async () => (await countBlocks(installation)) > 3, "some blocks");
  primary.stop("immediate");
  const failedAt = Date.now();
  standby.promote();
  await installation.stop();
  const again = await reopen({ DATA_DIR: folder, PORT: String(port), DATABASE_URL: standby.url("sealbook") }, key);
  const seconds = (Date.now() - failedAt) / 1_000;
  assert.equal(await client.ended, 0, client.said());
  const ids = acknowledged(list);
  assert.equal(ids.length, LINES);
  await assertSound(again, ids);
  t.diagnostic(
    `primary lost in the middle of ${LINES} records; the promoted standby served after ${seconds.toFixed(1)} s`,
  );
  await again.stop();
  await owner.end().catch(() => {});
  standby.stop();

  // The old primary comes back as it was, and an installation is led to it by mistake.
  writeFileSync(join(servers, "primary", "postgresql.auto.conf"), "");
  const old = await startPostgres(join(servers, "primary"));
  const misled = await reopen({ DATA_DIR: folder, PORT: String(port), DATABASE_URL: old.url("sealbook") }, key);
  assert.deepEqual(await reasons(misled), ["heartbeat_missing"]);
  for (const path of ["/", "/explorer", `/v/${ids[0]}`, "/api/v1/ledgers/main"]) {
    assert.equal((await fetchFrom(port, path)).status, 503, path);
  }
  await misled.stop();
  old.stop();
});

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("CREATE DATABASE sealbook TEMPLATE template0 ENCODING 'UTF8'");
  await client.end();
}
