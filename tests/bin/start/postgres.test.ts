/** The embedded PostgreSQL under its keeper. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import pg from "pg";
import { openDatabaseServer } from "../../../bin/start/database-server.mjs";
import { isAlive } from "../../../bin/start/processes.mjs";

// One folder for all: each test goes on with what the one before left, as starts of an installation do.
const folder = mkdtempSync(join(tmpdir(), "sealbook-postgres-"));
after(() => rmSync(folder, { recursive: true, force: true }));

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: "array" })).rows[0]?.[0];
  } finally {
    await client.end();
  }
}

test("it is made, keeps what was written, and nobody gets in without its password", async () => {
  // What an interrupted initdb left is made anew.
  mkdirSync(join(folder, "postgres", "new"), { recursive: true });
  const server = await openDatabaseServer({ folder });
  const url = server.url("postgres");
  await ask(url, "CREATE TABLE kept AS SELECT 1 AS n");
  const settings = [
    "listen_addresses",
    "unix_socket_directories",
    "fsync",
    "server_encoding",
    "TimeZone",
    "data_checksums",
  ];
  for (const [name, value] of settings.map((name, at) => [name, ["127.0.0.1", "", "on", "UTF8", "UTC", "on"][at]])) {
    assert.equal(await ask(url, `SELECT current_setting('${name}')`), value, name);
  }
  const stranger = new URL(url);
  stranger.password = "wrong";
  await assert.rejects(ask(stranger.href, "SELECT 1"), /password authentication failed/);
  assert.equal(statSync(join(folder, "postgres.json")).mode & 0o777, 0o600);
  await server.stop();
  assert.equal(isAlive(server.pid), false);
});

test("what is in a row does not come into the log", async () => {
  const server = await openDatabaseServer({ folder });
  const url = server.url("postgres");
  await ask(url, "CREATE TABLE private AS SELECT 'Zhang San, Blue Harbour' AS name");
  await ask(url, "CREATE UNIQUE INDEX ON private (name)");
  await assert.rejects(ask(url, "INSERT INTO private VALUES ('Zhang San, Blue Harbour')"), { code: "23505" });
  await assert.rejects(ask(url, "DO $$ BEGIN RAISE EXCEPTION 'told' USING DETAIL = 'Zhang San'; END $$"), /told/);
  await server.stop();
  const log = readFileSync(join(folder, "logs", "postgres.log"), "utf8");
  assert.match(log, /ERROR: {2}duplicate key value/);
  assert.doesNotMatch(log, /Zhang San|DETAIL|STATEMENT|CONTEXT/);
});

test("a second start finds the same data, on the same port and with the same password", async () => {
  const before = readFileSync(join(folder, "postgres.json"), "utf8");
  const server = await openDatabaseServer({ folder });
  assert.equal(readFileSync(join(folder, "postgres.json"), "utf8"), before);
  assert.equal(await ask(server.url("postgres"), "SELECT n FROM kept"), 1);
  await server.stop();
});

test("a process id that somebody else has now does not stand in the way", async () => {
  writeFileSync(join(folder, "postgres", "postmaster.pid"), `${process.pid}\n${join(folder, "postgres")}\n`);
  const server = await openDatabaseServer({ folder });
  assert.equal(await ask(server.url("postgres"), "SELECT n FROM kept"), 1);
  await server.stop();
  assert.equal(isAlive(process.pid), true);
});

test("a server whose keeper was killed is taken over by the next start", async () => {
  const first = await openDatabaseServer({ folder });
  process.kill(first.keeperPid, "SIGKILL");
  await first.exited;
  assert.equal(isAlive(first.pid), true);
  const second = await openDatabaseServer({ folder });
  assert.equal(isAlive(first.pid), false);
  assert.equal(await ask(second.url("postgres"), "SELECT n FROM kept"), 1);
  await second.stop();
});

test("without its password file it says so and keeps the data as they are", async () => {
  const settings = readFileSync(join(folder, "postgres.json"));
  rmSync(join(folder, "postgres.json"));
  await assert.rejects(openDatabaseServer({ folder }), /postgres\.json is missing, and with it the password/);
  assert.equal(existsSync(join(folder, "postgres", "PG_VERSION")), true);
  writeFileSync(join(folder, "postgres.json"), settings, { mode: 0o600 });
  const server = await openDatabaseServer({ folder });
  assert.equal(await ask(server.url("postgres"), "SELECT n FROM kept"), 1);
  await server.stop();
});

test("a server for tests takes its folder with it", async () => {
  const throwaway = mkdtempSync(join(tmpdir(), "sealbook-postgres-"));
  const server = await openDatabaseServer({ folder: throwaway, throwaway: true });
  await server.stop();
  assert.equal(existsSync(throwaway), false);
});
