import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { v7 as uuidv7 } from "uuid";
import { encodeDetails, encodeRecord, type PrivateDetails } from "#lib/core/claim/record.ts";
import { leafHash, treeRoot } from "#lib/core/log/merkle.ts";
import { sha256, toBase64 } from "#lib/core/text/bytes.ts";
import { type SoundStretch, StretchChecker } from "#lib/features/ledger/audit/checks/stretch.ts";
import { StretchThread } from "#lib/features/ledger/audit/checks/stretch-thread.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { type Connection, type Pool, pool } from "#lib/infra/db/pool.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { type MadeOrganisation, makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { appendAll, ownerPool } from "#tests/support/ledger.ts";
import { INDEX, REWRITINGS } from "./rewritings.ts";

const ENTRIES = 800;
/** Of the kinds of evidence that there are; one of each is the first of its organisation. */
const KINDS: Partial<PrivateDetails>[] = [
  { method: "digest", name: "合同-2026.pdf" },
  { method: "upload", kept: true, name: "a.pdf" },
  { method: "upload", kept: false, name: "a.pdf", mediaType: "application/pdf" },
  { method: "upload", kept: true, name: "b.pdf", mediaType: 'text/plain; charset="utf-8"' },
  {
    method: "upload",
    kept: false,
    name: 'the "last" \\ one.pdf',
    stated: { sha256: toBase64(sha256(new Uint8Array(1))) },
  },
  { method: "digest", name: "\u{1f4c4} scan", mediaType: "image/png" },
  { method: "digest", name: '"' },
];

describe("stretches, the quick look at entries and their evidence", () => {
  let owner: Pool;
  let connection: Connection;
  let organisation: MadeOrganisation;

  before(async () => {
    await createTestDatabase();
    owner = ownerPool();
    await ensureLedger("main");
    organisation = await makeOrganisation();
    const other = await makeOrganisation({ name: 'Zweite "Bank"' });
    await makeEvidence({ organisation, count: ENTRIES });
    for (const kind of [...KINDS, ...KINDS]) {
      await insert(organisation, kind, "api-key");
      await insert(other, kind, "user");
    }
    await appendAll();
    await makeEvidence({ organisation, count: 1 }); // waits
    connection = await owner.connect();
  });
  after(async () => {
    connection.release();
    await owner.end();
    await dropTestDatabase();
  });

  const all = { first: 0, count: ENTRIES + 4 * KINDS.length };
  const check = (range = all) => new StretchChecker({ connection, ledger: "main" }).check(range);

  it("is sound for every kind of evidence, and consists of the leaves, tiles and blocks that the ledger has", async () => {
    const stretch = await check();
    assert.ok(stretch, "not sound");
    const { rows } = await owner.query("SELECT entry, block_height AS height FROM ledger_entry ORDER BY index");
    const leaves = rows.map(({ entry }) => leafHash(entry));
    assert.deepEqual(Buffer.from(stretch.leaves), Buffer.concat(leaves));
    assert.deepEqual(Buffer.from(stretch.tiles), Buffer.concat(tilesOf(leaves)));
    const { rows: last } = await owner.query(
      "SELECT max(v.received_at) AS time FROM evidence v JOIN ledger_entry e ON e.evidence_id = v.id",
    );
    const { rows: sequences } = await owner.query(
      "SELECT v.sequence FROM evidence v JOIN ledger_entry e ON e.evidence_id = v.id ORDER BY v.sequence",
    );
    assert.deepEqual(
      [...stretch.sequences],
      sequences.map(({ sequence }) => Number(sequence)),
    );
    assert.equal(stretch.hasFiles, true);
    assert.equal((await check({ first: 0, count: 256 }))?.hasFiles, false);
    assert.deepEqual(stretch.runs, [{ height: 0, end: all.count, received: last[0].time.getTime() }]);
  });

  it("is what a thread says, too, and one that cannot begin fails", async () => {
    const client = await owner.connect();
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
    const { rows } = await client.query("SELECT pg_export_snapshot() AS snapshot");
    const data = { url: process.env.APP_DATABASE_URL!, snapshot: rows[0].snapshot, ledger: "main" };
    const range = { first: 256, count: 300 };
    const thread = new StretchThread(data);
    const broken = new StretchThread({ ...data, snapshot: "gone" });
    try {
      assert.deepEqual(plain(await thread.check(range)), plain(await check(range)));
      await assert.rejects(() => broken.check(range), /snapshot/);
      await assert.rejects(() => broken.check(range), /snapshot/);
    } finally {
      await Promise.all([thread.end(), broken.end()]);
      await client.query("ROLLBACK");
      client.release();
    }
  });

  it("is not sound where entries are missing", async () => {
    assert.equal(await check({ ...all, count: all.count + 1 }), undefined);
    assert.equal(await check({ first: 100_096, count: 1 }), undefined);
    assert.equal(await new StretchChecker({ connection, ledger: "other" }).check(all), undefined);
  });

  /** What concerns one entry or its evidence; heights and times are held against blocks by the walk. */
  const more: [name: string, sql: string][] = [
    ["the size of a file", "UPDATE evidence SET size = size + 1 WHERE type = 'file' AND $1::uuid IS NOT NULL"],
    [
      "whether files are kept",
      "UPDATE evidence SET content_kept = NOT content_kept WHERE type = 'file' AND $1::uuid IS NOT NULL",
    ],
    [
      "a whole record of another",
      "UPDATE evidence v SET record = o.record, details = o.details FROM (SELECT * FROM evidence ORDER BY id LIMIT 1) o WHERE v.id = $1",
    ],
    ["an index that is there twice", "UPDATE ledger_entry SET index = index + 1 WHERE evidence_id = $1"],
    ["the same evidence twice", "UPDATE ledger_entry SET evidence_id = $1 WHERE index = 401"],
  ];
  const rewritings = REWRITINGS.filter(
    ([name, table]) =>
      /^(evidence|ledger_entry)$/.test(table) && !/beyond|is not there|block of an entry|is kept/.test(name),
  );
  for (const [name, sql] of [...rewritings.map(([name, , sql]) => [name, sql] as const), ...more]) {
    it(`is not sound with ${name}`, async () => {
      const { rows } = await owner.query("SELECT evidence_id AS id FROM ledger_entry WHERE index = $1", [INDEX]);
      await connection.query("BEGIN");
      // Constraints fall to a superuser, too.
      for (const key of ["ledger_entry_pkey", "ledger_entry_evidence_id_key"])
        await connection.query(`ALTER TABLE ledger_entry DROP CONSTRAINT ${key} CASCADE`);
      await connection.query("SET LOCAL session_replication_role = replica");
      try {
        const { rowCount } = await connection.query(sql, [rows[0].id]);
        assert.ok(rowCount, "nothing was rewritten");
        assert.equal(await check(), undefined);
        assert.ok(await check({ first: 0, count: 256 }), "and others are");
      } finally {
        await connection.query("ROLLBACK");
      }
    });
  }
});

function tilesOf(leaves: Uint8Array[]): Uint8Array[] {
  const full = Math.floor(leaves.length / 256);
  return Array.from({ length: full }, (_, at) => treeRoot(leaves.slice(at * 256, (at + 1) * 256)));
}

/** Without the difference between a Buffer and what a thread makes of it. */
function plain(stretch: SoundStretch | undefined): unknown {
  return stretch && { ...stretch, leaves: [...stretch.leaves], tiles: [...stretch.tiles], runs: [...stretch.runs] };
}

/** Evidence as `recordEvidence` writes it, of one kind. */
async function insert(
  organisation: MadeOrganisation,
  kind: Partial<PrivateDetails>,
  actor: "user" | "api-key",
): Promise<void> {
  const id = uuidv7();
  const type = kind.method === "upload" ? "file" : "digest";
  const size = type === "file" ? Number(randomBytes(5).readUIntBE(0, 5)) + 1 : undefined;
  const digest = randomBytes(32);
  const receivedAt = new Date().toISOString();
  const details = encodeDetails({
    details: "sealbook.details/v1",
    actor: { kind: actor, id: organisation.id },
    method: "digest",
    name: "",
    platform: "sealbook/0.1.0",
    salt: toBase64(randomBytes(16)),
    ...kind,
  });
  const record = encodeRecord({
    record: "sealbook.record/v1",
    id,
    type,
    digests: { sha256: toBase64(digest) },
    details: toBase64(sha256(details)),
    receivedAt,
    salt: toBase64(randomBytes(16)),
    ...(size === undefined ? {} : { size }),
    submitter: { organisation: organisation.id, name: organisation.name },
  });
  await pool().query(
    `INSERT INTO evidence
       (id, organisation_id, ledger, type, sha256, size, name, record, details, content_kept, received_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      id,
      organisation.id,
      organisation.ledger,
      type,
      digest,
      size ?? null,
      kind.name,
      record,
      details,
      kind.kept ?? false,
      receivedAt,
    ],
  );
}
