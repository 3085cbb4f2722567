/** Digests by the thousand from the command line, against the product's own server and database. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { pool } from "#lib/infra/db/pool.ts";
import { client, createBank, folder, run, setUp, tearDown } from "./installation.ts";
import { SEALBOOK } from "./run-cli.ts";

before(async () => {
  await setUp();
  await createBank();
});
after(() => tearDown());

const digest = (): string => randomBytes(32).toString("hex");

async function countRecords(): Promise<number> {
  const { rows } = await pool().query("SELECT count(*)::integer AS count FROM evidence");
  return rows[0].count;
}

const journalOf = (path: string) =>
  readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => JSON.parse(line));

describe("sealbook submit --bulk", () => {
  it("hashes a folder's files, and says in its journal which record each has", async () => {
    mkdirSync(join(folder, "case", "附件"), { recursive: true });
    writeFileSync(join(folder, "case", "b.txt"), "b");
    writeFileSync(join(folder, "case", "附件", "a.txt"), "a");
    writeFileSync(join(folder, "case", "empty"), "");
    const { code, stdout, stderr } = await run(["submit", "--bulk", "case", "--json"]);
    assert.equal(code, 1, stderr);
    assert.match(stderr, /empty: /);
    const { lines, recorded, refused, journal } = JSON.parse(stdout);
    assert.deepEqual([lines, recorded, refused], [3, 2, 1]);
    const answers = journalOf(journal);
    assert.deepEqual(
      answers.map(({ name }) => name.split("/").at(-1)),
      ["b.txt", "empty", "a.txt"],
    );
    const { rows } = await pool().query("SELECT id, name FROM evidence_whole ORDER BY id");
    assert.deepEqual(rows, [
      { id: answers[0].id, name: "b.txt" },
      { id: answers[2].id, name: "a.txt" },
    ]);
  });

  it("tells files of one name in several folders apart by where they lie", async () => {
    const places = ["deed.pdf", "2025/deed.pdf", "2026/附件/deed.pdf"];
    for (const [at, place] of places.entries()) {
      mkdirSync(join(folder, "deeds", dirname(place)), { recursive: true });
      writeFileSync(join(folder, "deeds", place), `deed ${at}`);
    }
    assert.equal((await run(["submit", "--bulk", "deeds"])).code, 0);
    writeFileSync(join(folder, "deeds.sha256"), `${digest()}  2027/deed.pdf\n${digest()}  ../outside/deed.pdf`);
    assert.equal((await run(["submit", "--bulk", "deeds.sha256"])).code, 0);
    const { rows } = await pool().query<{ path: string | null }>(
      `SELECT f.value AS path FROM evidence_whole e LEFT JOIN evidence_field f ON f.evidence_id = e.id
       WHERE e.name = 'deed.pdf' ORDER BY f.value COLLATE "C" NULLS FIRST`,
    );
    assert.deepEqual(
      rows.map(({ path }) => path),
      [null, null, "2025/deed.pdf", "2026/附件/deed.pdf", "2027/deed.pdf"],
    );
  });

  it("takes a list of digests, lines of JSON and standard input, and records nothing twice in a second run", async () => {
    const list = Array.from({ length: 30 }, (_, at) => `${digest()}  folder/contract-${at}.pdf`).join("\n");
    writeFileSync(join(folder, "list.sha256"), list);
    const first = await countRecords();
    assert.equal((await run(["submit", "--bulk", "list.sha256"])).code, 0);
    const again = await run(["submit", "--bulk", "list.sha256", "--json"]);
    assert.equal(JSON.parse(again.stdout).recorded, 30);
    assert.equal(await countRecords(), first + 30);
    const input = `${JSON.stringify({ sha256: digest(), name: "a.pdf" })}\n{}\n`;
    const piped = await run(["submit", "--bulk", "-", "--journal", "piped.journal", "--json"], { input });
    assert.equal(piped.code, 1);
    assert.deepEqual(JSON.parse(piped.stdout), { lines: 2, recorded: 1, refused: 1, journal: "piped.journal" });
    const other = await run(["submit", "--bulk", "-", "--journal", join(folder, "list.sha256.journal")], { input });
    assert.equal(other.code, 2);
  });

  it("goes on after kill -9, and every line has one record", async () => {
    const path = join(folder, "many.ndjson");
    const sent = Array.from({ length: 25_000 }, (_, at) => JSON.stringify({ sha256: digest(), name: `c-${at}.pdf` }));
    writeFileSync(path, sent.join("\n"));
    const first = await countRecords();
    const args = ["submit", "--bulk", path];
    const child = spawn(process.execPath, [SEALBOOK, ...args], { env: { ...process.env, ...client }, cwd: folder });
    while ((await countRecords()) < first + 10_500) await sleep(20);
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("close", resolve));
    assert.ok(existsSync(`${path}.journal`));
    const { code, stderr } = await run(args);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /answered before/);
    assert.equal(await countRecords(), first + 25_000);
    const ids = journalOf(`${path}.journal`).map(({ id }) => id);
    assert.equal(new Set(ids).size, 25_000);
    assert.equal(existsSync(`${path}.journal.pending`), false);
  });
});
