/** The commands of docs/handbook.md for backups that are kept long, with PostgreSQL's own tools: what is erased is not read from them. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import pg from "pg";
import { createPostgres, debianPostgresAbsent } from "./debian-postgres.ts";

const absent = debianPostgresAbsent();
if (absent) console.log(absent);
const HANDBOOK = new URL("../../docs/handbook.md", import.meta.url);
const MIGRATIONS = new URL("../../prisma/migrations", import.meta.url).pathname;
const [GONE, STAYS] = ["quince", "medlar"];

test("kept.dump and the newest other are a database without what was erased in between", { skip: absent }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "sealbook-kept-"));
  chmodSync(folder, 0o755);
  const server = await createPostgres(join(folder, "server"));
  try {
    const [url, restored] = [server.url("sealbook"), server.url("restored")];
    const owner = new pg.Client({ connectionString: server.url("postgres") });
    await owner.connect();
    await owner.query("CREATE DATABASE sealbook TEMPLATE template0 ENCODING 'UTF8'");
    await owner.query("CREATE DATABASE restored TEMPLATE template0 ENCODING 'UTF8'");
    await owner.end();
    Object.assign(process.env, { DATABASE_URL: url, APP_DATABASE_URL: url });
    const { migrate } = await import("../../bin/steps/migrate.ts");
    await migrate({ url, directory: MIGRATIONS });
    const { makeOrganisation } = await import("#tests/support/accounts.ts");
    const { recordEvidence } = await import("#lib/features/evidence/intake/verbs/record-evidence.ts");
    const { eraseEvidence } = await import("#lib/features/evidence/erasure/verbs/erase-evidence.ts");
    const { pool } = await import("#lib/infra/db/pool.ts");
    const { owner: actor } = await makeOrganisation();
    const record = async (name: string) =>
      (await recordEvidence({ actor, submission: { type: "digest", sha256: new Uint8Array(32), name } })).evidence.id;
    const [gone] = [await record(GONE), await record(STAYS)];
    const commands = (
      /```sh\nPRIVATE=[\s\S]*?```[\s\S]*?```sh\n[\s\S]*?```/.exec(readFileSync(HANDBOOK, "utf8"))?.[0] ?? ""
    )
      .split("\n")
      .filter((line) => /^(PRIVATE=|pg_|psql )/.test(line));
    assert.equal(commands.length, 6, commands.join("\n"));
    const run = (lines: string[]) =>
      execFileSync("sh", ["-ec", lines.join("\n")], {
        cwd: folder,
        env: { ...process.env, PATH: `${server.bin}:${process.env.PATH}`, DATABASE_URL: url, NEW_URL: restored },
      });
    const [variable = "", kept = "", newest = "", ...restore] = commands;
    run([variable, kept]);
    const text = execFileSync(join(server.bin, "pg_restore"), ["-f", "-", "kept.dump"], {
      cwd: folder,
      encoding: "utf8",
    });
    assert.equal(text.includes(GONE) || text.includes(STAYS), false);
    await eraseEvidence({ actor, evidenceId: gone as string, reason: "asked by the person" });
    run([variable, newest]);
    run(restore);
    const client = new pg.Client({ connectionString: restored });
    await client.connect();
    const { rows } = await client.query(
      "SELECT name, is_erased, length(record) > 0 AS made FROM evidence_whole ORDER BY id",
    );
    await client.end();
    assert.deepEqual(rows, [
      { name: "", is_erased: true, made: true },
      { name: STAYS, is_erased: false, made: true },
    ]);
    await pool().end();
  } finally {
    server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
