import "#tests/support/environment.ts";
import "#tests/support/small-blocks.ts";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { readSince, type Since } from "#lib/features/ledger/audit/checks/since.ts";
import { type AuditOptions, auditLedger } from "#lib/features/ledger/audit/verbs/audit-ledger.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { type Pool, pool } from "#lib/infra/db/pool.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { testFolder } from "#tests/support/environment.ts";
import { type MadeEvidence, makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { appendAll, auditFinding, ownerPool } from "#tests/support/ledger.ts";
import { auditAfter, where } from "./audit-rewritten.ts";
import { INDEX, REWRITINGS } from "./rewritings.ts";

const FILES = 4;
const WAITING = 3;

/** Rewrites one row of a table, audits, puts it back. */
describe("the audit names the first row that is wrong after a superuser rewrote it", () => {
  let owner: Pool;
  let files: MadeEvidence[];
  let evidenceId: string;

  before(async () => {
    await createTestDatabase();
    owner = ownerPool();
    await ensureLedger("main", { format: 1 });
    const organisation = await makeOrganisation();
    files = await makeEvidence({ organisation, count: FILES, contents: contentOf });
    for (const [at, file] of files.entries()) await store(organisation.id, file.sha256, contentOf(at));
    await makeEvidence({ organisation, count: 800 });
    await appendAll();
    await makeEvidence({ organisation, count: WAITING });
    const { rows } = await pool().query("SELECT evidence_id FROM ledger_entry WHERE index = $1", [INDEX]);
    evidenceId = rows[0].evidence_id;
  });
  after(async () => {
    await owner.end();
    await dropTestDatabase();
  });

  it("nothing, when nothing was rewritten; and says what it has looked at", async () => {
    const phases = new Set<string>();
    const report = await auditLedger({ ledger: "main", onProgress: ({ phase }) => phases.add(phase) });
    assert.equal(report.finding, undefined);
    const bytes = [0, 1, 2, 3].reduce((sum, at) => sum + contentOf(at).length, 0);
    const entries = FILES + 800;
    const files = { files: FILES, fileBytes: bytes };
    assert.deepEqual(report.counts, { blocks: 3, entries, headers: 0, nodes: 3, waiting: WAITING, ...files });
    assert.deepEqual([...phases], ["entries", "waiting", "files"]);
  });

  async function findAfter(table: string, sql: string, values: unknown[] = [], audit?: AuditOptions) {
    return (await auditAfter(owner, table, { sql, values, ...(audit && { audit }) })).finding;
  }

  for (const [name, table, sql, expected] of REWRITINGS) {
    it(`names ${name}`, async () => {
      // Constraints fall to a superuser too.
      await owner.query("ALTER TABLE ledger_block DROP CONSTRAINT IF EXISTS ledger_block_hash_check");
      const found = where(await findAfter(table, sql, [evidenceId]));
      assert.ok(found.startsWith(expected(evidenceId)), `${found}, expected ${expected(evidenceId)}`);
    });
  }

  for (const [name, table, sql, expected] of REWRITINGS) {
    it(`goes on to the end, when all is wanted, and names ${name}`, async () => {
      await owner.query("ALTER TABLE ledger_block DROP CONSTRAINT IF EXISTS ledger_block_hash_check");
      const audit = { ledger: "main", all: true };
      const { findings, finding } = await auditAfter(owner, table, { sql, values: [evidenceId], audit });
      const places = findings.map(where);
      assert.ok(
        places.some((found) => found.startsWith(expected(evidenceId))),
        `${places}`,
      );
      assert.ok(finding && findings.includes(finding));
      // What hangs on it is not named row by row. Entries that no block has are each a row too many.
      const others = places.filter((found) => !found.startsWith("index ledger_entry.index"));
      assert.ok(others.length <= 4, `${places}`);
    });
  }

  it("all of it: two bad files, then two bad rows far apart, and no more than those", async () => {
    const { rows } = await pool().query("SELECT organisation_id FROM evidence LIMIT 1");
    const paths = [1, 3].map((at) => pathOf(rows[0].organisation_id, files[at]!.sha256));
    await rm(paths[0]!);
    await writeFile(paths[1]!, "x");
    try {
      const sql = "UPDATE ledger_entry SET leaf_hash = sha256('') WHERE index = 7 OR index = 700";
      const audit = { ledger: "main", all: true };
      const { findings, unchecked, counts } = await auditAfter(owner, "ledger_entry", { sql, audit, still: "file" });
      assert.deepEqual(findings.slice(0, 2).map(where).sort(), [
        ...[
          `file evidence.content_kept {"id":"${files[1]!.id}"}`,
          `file evidence.size {"id":"${files[3]!.id}"}`,
        ].sort(),
      ]);
      assert.deepEqual(findings.slice(2).map(where), [
        'leaf ledger_entry.leaf_hash {"ledger":"main","index":"7"}',
        'leaf ledger_entry.leaf_hash {"ledger":"main","index":"700"}',
      ]);
      assert.deepEqual(unchecked, []);
      assert.deepEqual([counts.entries, counts.files], [FILES + 800, FILES]);
      const first = await auditAfter(owner, "ledger_entry", { sql, audit: { ledger: "main" }, still: "file" });
      assert.deepEqual(first.findings.map(where), ['leaf ledger_entry.leaf_hash {"ledger":"main","index":"7"}']);
    } finally {
      for (const [at, path] of paths.entries()) await writeFile(path, contentOf([1, 3][at]!));
    }
    assert.equal(await auditFinding(), undefined);
  });

  it("all of it: what rests on an entry that is gone is said once, and the rest is looked at", async () => {
    const sql = "DELETE FROM ledger_entry WHERE index = 100 OR index = 500";
    const since = (await readSince(Buffer.from((await auditLedger({ ledger: "main" })).checkpoint))) as Since;
    const audit = { ledger: "main", all: true, since };
    const { findings, unchecked, counts } = await auditAfter(owner, "ledger_entry", { sql, audit });
    assert.deepEqual(
      findings.map(({ check }) => check),
      ["index", "waiting", "waiting"],
    );
    assert.deepEqual(unchecked, [{ what: "blocks", from: 0 }, { what: "since" }]);
    assert.equal(counts.files, FILES);
  });

  it("all of it: each text that is none is named, and a tree that leads nowhere once", async () => {
    const sql =
      "UPDATE evidence_private SET details = '\\xff'::bytea WHERE evidence_id IN (SELECT evidence_id FROM ledger_entry WHERE index IN (10, 20))";
    const audit = { ledger: "main", all: true };
    const texts = await auditAfter(owner, "evidence_private", { sql, audit });
    assert.deepEqual(
      texts.findings.map(({ check }) => check),
      ["details", "details"],
    );
    const entries =
      "UPDATE ledger_entry SET entry = convert_to(replace(convert_from(entry, 'UTF8'), 'digest', 'file'), 'UTF8'), leaf_hash = sha256('\\x00'::bytea || convert_to(replace(convert_from(entry, 'UTF8'), 'digest', 'file'), 'UTF8')) WHERE index = 50";
    const tree = await auditAfter(owner, "ledger_entry", { sql: entries, audit });
    assert.deepEqual(tree.unchecked, [{ what: "roots", from: 1 }]);
    assert.ok(
      tree.findings.some(({ check }) => check === "record") && tree.findings.length < 8,
      JSON.stringify(tree.findings),
    );
  });

  it("finds the same with threads", async () => {
    const ahead = { ledger: "main", threads: 2 };
    const phases = new Set<string>();
    const report = await auditLedger({ ...ahead, onProgress: ({ phase }) => phases.add(phase) });
    assert.deepEqual(
      { ...report, milliseconds: 0 },
      { ...(await auditLedger({ ledger: "main", threads: 0 })), milliseconds: 0 },
    );
    assert.deepEqual([...phases], ["entries", "waiting", "files"]);
    for (const rewriting of ["private details", "a leaf", "a node", "evidence that no longer waits"]) {
      const [, table, sql, expected] = REWRITINGS.find(([name]) => name === rewriting)!;
      const found = where(await findAfter(table, sql, [evidenceId], ahead));
      assert.ok(found.startsWith(expected(evidenceId)), `${found}, expected ${expected(evidenceId)}`);
    }
  });

  it("names the value that it expected and the one that it found", async () => {
    const { rows } = await pool().query("SELECT encode(leaf_hash, 'base64') AS leaf FROM ledger_entry WHERE index = 0");
    const finding = await findAfter("ledger_entry", "UPDATE ledger_entry SET leaf_hash = sha256('') WHERE index = 0");
    assert.deepEqual(finding, {
      check: "leaf",
      table: "ledger_entry",
      key: { ledger: "main", index: "0" },
      column: "leaf_hash",
      expected: rows[0].leaf,
      found: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
    });
  });

  it("names a stored file that was changed, cut or removed", async () => {
    const { rows } = await pool().query("SELECT organisation_id FROM evidence LIMIT 1");
    const { id, sha256 } = files[2]!;
    const path = pathOf(rows[0].organisation_id, sha256);
    const content = await readFile(path);
    const changed = Buffer.from(content);
    changed[0]! ^= 1;
    for (const [bytes, column] of [
      [changed, "sha256"],
      [content.subarray(1), "size"],
      [undefined, "content_kept"],
    ] as const) {
      await rm(path);
      if (bytes) await writeFile(path, bytes);
      assert.equal(where(await auditFinding()), `file evidence.${column} {"id":"${id}"}`);
      await writeFile(path, content);
    }
    assert.equal(await auditFinding(), undefined);
  });

  it("reads one snapshot: a block appended meanwhile is no finding", async () => {
    const before = await auditLedger({ ledger: "main" });
    let appended = false;
    let appending: Promise<unknown> = Promise.resolve();
    const report = await auditLedger({
      ledger: "main",
      onProgress: () => {
        if (!appended) appending = appendBlock({ ledger: "main" });
        appended = true;
      },
    });
    await appending;
    assert.equal(report.finding, undefined);
    assert.deepEqual(report.counts, before.counts);
    const now = await auditLedger({ ledger: "main" });
    assert.equal(now.finding, undefined);
    assert.equal(now.counts.entries, before.counts.entries + WAITING);
  });

  it("stops when it is told to", async () => {
    const controller = new AbortController();
    const audit = auditLedger({
      ledger: "main",
      signal: controller.signal,
      onProgress: () => controller.abort(new Error("enough")),
    });
    await assert.rejects(() => audit, /enough/);
    await assert.rejects(() => auditLedger({ ledger: "nowhere" }), { code: "ledger_absent" });
  });
});

function contentOf(at: number): string {
  return `content of file ${at}\n`.repeat(at * 10_000 + 1);
}

function pathOf(organisationId: string, sha256: Uint8Array): string {
  const hex = Buffer.from(sha256).toString("hex");
  return join(testFolder, "content", organisationId, hex.slice(0, 2), hex);
}

async function store(organisationId: string, sha256: Uint8Array, content: string): Promise<void> {
  assert.deepEqual(createHash("sha256").update(content).digest(), sha256);
  await mkdir(dirname(pathOf(organisationId, sha256)), { recursive: true });
  await writeFile(pathOf(organisationId, sha256), content);
}
