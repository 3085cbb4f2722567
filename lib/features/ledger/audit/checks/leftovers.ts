/** What no block led to: rows beyond the end, evidence that waits, and the files that lie on disk. */
import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import { readStored } from "#lib/features/keyring/rows/stored-content.ts";
import { type Connection, pool } from "#lib/infra/db/pool.ts";
import { DamagedChunk } from "#lib/infra/storage/chunks.ts";
import { DamagedLength, KeyAbsent, type OpenedContent } from "#lib/infra/storage/sealed/opening.ts";
import { checkEvidence } from "./evidence-row.ts";
import { Mismatch, mustEqual } from "./finding.ts";
import type { Findings } from "./findings.ts";
import { readWaiting, type WaitingRow } from "./rows.ts";

const FILES_PER_BATCH = 500;
const LEVELS_MAX = 8;
const NO_ORGANISATION = "00000000-0000-0000-0000-000000000000";

interface Source {
  connection: Connection;
  ledger: string;
  findings: Findings;
}

/** Blocks, entries and nodes beyond the last block that was reached. */
export async function checkNothingBeyond(
  source: Source,
  { blocks, size }: { blocks: number; size: number },
): Promise<void> {
  await checkNoBlockBeyond(source, blocks);
  await checkNoEntryBeyond(source, size);
  await checkNoNodeBeyond(source, size);
}

async function checkNoBlockBeyond({ connection, ledger, findings }: Source, blocks: number): Promise<void> {
  const { rows } = await connection.query<{ height: string }>(
    `SELECT height::text FROM ledger_block WHERE ledger = $1 AND (height >= $2 OR height < 0) ORDER BY height LIMIT $3`,
    [ledger, blocks, findings.rowsMax],
  );
  const expected = `no row: ${blocks} blocks follow each other from height 0 on`;
  for (const { height } of rows) {
    const row = { check: "block", table: "ledger_block", key: { ledger, height }, column: "height" } as const;
    findings.add(new Mismatch({ ...row, expected, found: height }));
  }
}

async function checkNoEntryBeyond({ connection, ledger, findings }: Source, size: number): Promise<void> {
  const { rows } = await connection.query<{ index: string; height: string }>(
    `SELECT index::text, block_height::text AS height FROM ledger_entry
     WHERE ledger = $1 AND (index >= $2 OR index < 0) ORDER BY index LIMIT $3`,
    [ledger, size, findings.rowsMax],
  );
  for (const { index, height } of rows) {
    const row = { check: "index", table: "ledger_entry", key: { ledger, index }, column: "index" } as const;
    findings.add(new Mismatch({ ...row, expected: "no row: no block has it", found: `block_height ${height}` }));
  }
}

async function checkNoNodeBeyond({ connection, ledger, findings }: Source, size: number): Promise<void> {
  const counts = Array.from({ length: LEVELS_MAX }, (_, at) => Math.floor(size / 256 ** (at + 1)));
  const nodes = await connection.query<{ level: string; index: string; hash: Buffer }>(
    `SELECT n.level::text, n.index::text, n.hash FROM ledger_node n
     LEFT JOIN unnest($2::bigint[]) WITH ORDINALITY AS whole (count, level) ON whole.level = n.level
     WHERE n.ledger = $1 AND (whole.count IS NULL OR n.index >= whole.count OR n.index < 0)
     ORDER BY n.level, n.index LIMIT $3`,
    [ledger, counts, findings.rowsMax],
  );
  for (const { level, index, hash } of nodes.rows) {
    const row = { check: "node", table: "ledger_node", key: { ledger, level, index }, column: "index" } as const;
    const [expected, found] = ["no row: the subtree is not whole", hash.toString("base64")];
    findings.add(new Mismatch({ ...row, expected, found }));
  }
}

/** Every table whose rows name a ledger. */
const TABLES_OF_LEDGERS = [
  "evidence",
  "ledger_block",
  "ledger_entry",
  "ledger_node",
  "ledger_pending",
  "statement",
  "statement_entry",
  "statement_pending",
  "block_cosignature",
  "block_timestamp",
  "ledger_key",
  "ledger_key_end",
];

/**
 * No row of a ledger that is not there: nobody would ever audit it.
 *
 * From one name to the next through an index that begins with it, however many rows there are.
 */
export async function checkNothingStray({ connection, findings }: Source): Promise<void> {
  for (const table of TABLES_OF_LEDGERS) {
    const { rows } = await connection.query<{ name: string }>(
      `WITH RECURSIVE names AS (
         (SELECT ledger AS name FROM ${table} ORDER BY ledger LIMIT 1)
         UNION ALL
         SELECT (SELECT ledger FROM ${table} WHERE ledger > names.name ORDER BY ledger LIMIT 1) FROM names
         WHERE names.name IS NOT NULL)
       SELECT name FROM names WHERE name IS NOT NULL AND NOT EXISTS (SELECT FROM ledger l WHERE l.name = names.name)
       LIMIT $1`,
      [findings.rowsMax],
    );
    for (const { name } of rows) {
      const [expected, found] = ["a ledger of this name", "none"];
      const row = { check: "ledger", table, key: { ledger: name }, column: "ledger" } as const;
      findings.add(new Mismatch({ ...row, expected, found }));
    }
  }
}

/**
 * Evidence without an entry: right in itself, and waiting; and nothing else waits.
 * @param batches those of `listWaitingBatches`
 * @returns how many wait, and whether of some of them the content was kept
 */
export async function checkWaiting(
  source: Source,
  { batches, onProgress }: { batches: readonly bigint[]; onProgress: (waiting: number) => void },
): Promise<{ waiting: number; hasFiles: boolean }> {
  let waiting = 0;
  let hasFiles = false;
  onProgress(waiting);
  for (const batch of batches) {
    const rows = await readWaiting(source, batch);
    for (const row of rows) source.findings.try(() => checkWaitingRow(row, source.ledger));
    waiting += rows.length;
    hasFiles ||= rows.some(({ contentKept }) => contentKept);
    onProgress(waiting);
  }
  await checkNothingElseWaits(source);
  return { waiting, hasFiles };
}

function checkWaitingRow(row: WaitingRow, ledger: string): void {
  checkEvidence(row);
  const at = { check: "waiting", table: "ledger_pending", key: { evidence_id: row.id } } as const;
  if (row.pendingLedger === null) {
    const expected = "a row: the evidence has no entry";
    throw new Mismatch({ ...at, column: "evidence_id", expected, found: "no row" });
  }
  mustEqual({ ...at, column: "ledger", expected: ledger, found: row.pendingLedger });
  mustEqual({ ...at, column: "sequence", expected: row.sequence, found: row.pendingSequence ?? "null" });
}

async function checkNothingElseWaits({ connection, ledger, findings }: Source): Promise<void> {
  const { rows } = await connection.query<{ id: string; index: string | null }>(
    `SELECT p.evidence_id AS id, e.index::text AS index FROM ledger_pending p
     LEFT JOIN evidence v ON v.id = p.evidence_id AND v.ledger = p.ledger
     LEFT JOIN ledger_entry e ON e.evidence_id = p.evidence_id
     WHERE p.ledger = $1 AND (v.id IS NULL OR e.index IS NOT NULL) ORDER BY p.sequence LIMIT $2`,
    [ledger, findings.rowsMax],
  );
  for (const { id, index } of rows) {
    const [expected, found] =
      index === null
        ? ["evidence of this ledger", "none"]
        : ["no row: the evidence is anchored", `an entry with index ${index}`];
    const row = { check: "waiting", table: "ledger_pending", key: { evidence_id: id }, column: "evidence_id" } as const;
    findings.add(new Mismatch({ ...row, expected, found }));
  }
}

/**
 * Every piece of evidence was met once: as many as have an entry or wait. None has two entries, and none was never met.
 */
export async function checkEachOnce(
  { connection, ledger, findings }: Source,
  { met, count }: { met: number; count: string },
): Promise<void> {
  if (count === String(met)) return;
  const { rows } = await connection.query<{ id: string; count: string }>(
    `SELECT evidence_id AS id, count(*)::text AS count FROM ledger_entry
     WHERE ledger = $1 AND evidence_id IS NOT NULL GROUP BY evidence_id HAVING count(*) > 1 LIMIT $2`,
    [ledger, findings.rowsMax],
  );
  const at = { check: "index", column: "evidence_id" } as const;
  for (const row of rows) {
    const key = { ledger, evidence_id: row.id };
    const found = `${row.count} entries`;
    findings.add(new Mismatch({ ...at, table: "ledger_entry", key, expected: "1 entry", found }));
  }
  if (rows.length > 0) return;
  const key = { ledger };
  findings.add(new Mismatch({ ...at, table: "evidence", key, expected: `${met} rows`, found: `${count} rows` }));
}

interface FileRow {
  id: string;
  organisationId: string;
  sha256: Buffer;
  size: string;
}

/** Every stored file that evidence of this ledger names, streamed. */
export async function checkFiles(
  { connection, ledger, findings }: Source,
  onProgress: (counts: { files: number; bytes: number }) => void,
): Promise<{ files: number; bytes: number }> {
  const counts = { files: 0, bytes: 0 };
  let last: FileRow | undefined;
  for (;;) {
    const { rows } = await connection.query<FileRow>(
      `SELECT DISTINCT ON (organisation_id, sha256, size)
         id, organisation_id AS "organisationId", sha256, size::text AS size
       FROM evidence WHERE ledger = $1 AND content_kept AND (organisation_id, sha256, size) > ($2, $3, $4)
       ORDER BY organisation_id, sha256, size, id LIMIT $5`,
      [
        ledger,
        last?.organisationId ?? NO_ORGANISATION,
        last?.sha256 ?? Buffer.alloc(0),
        last?.size ?? 0,
        FILES_PER_BATCH,
      ],
    );
    for (const row of rows) {
      counts.bytes += (await findings.tryAsync(() => checkFile(row, () => onProgress(counts)))) ?? 0;
      counts.files += 1;
      onProgress(counts);
    }
    last = rows.at(-1);
    if (!last) return counts;
  }
}

/** @returns its size in bytes. */
async function checkFile(row: FileRow, onChunk: () => void): Promise<number> {
  const at = { check: "file", table: "evidence", key: { id: row.id } } as const;
  const expected = row.sha256.toString("hex");
  const unreadable = (error: NodeJS.ErrnoException): never => {
    if (error instanceof DamagedChunk || error instanceof DamagedLength || error instanceof KeyAbsent)
      throw new Mismatch({ ...at, column: "sha256", expected, found: error.message });
    if (error.syscall === undefined) throw error;
    throw new Mismatch({ ...at, column: "sha256", expected, found: `cannot be read: ${error.code}` });
  };
  const opened = await openFile(row).catch(unreadable);
  if (!opened) throw new Mismatch({ ...at, column: "content_kept", expected: `a file ${expected}`, found: "no file" });
  try {
    mustEqual({ ...at, column: "size", expected: row.size, found: String(opened.size) });
    const found = await digestOf(opened.stream, onChunk).catch(unreadable);
    mustEqual({ ...at, column: "sha256", expected, found });
    return opened.size;
  } finally {
    opened.stream.destroy();
  }
}

/** Hex. */
async function digestOf(stream: Readable, onChunk: () => void): Promise<string> {
  const digest = createHash("sha256");
  for await (const chunk of stream) {
    digest.update(chunk);
    onChunk();
  }
  return digest.digest("hex");
}

/** What was recorded a moment ago may lie under its key still. By a connection of its own: the audit's sees an earlier moment. */
async function openFile(row: FileRow): Promise<OpenedContent | undefined> {
  const placed = await readStored(row);
  if (placed) return placed;
  const { rows } = await pool().query<{ key: string }>(
    "SELECT key FROM staged_content WHERE organisation_id = $1 AND sha256 = $2 ORDER BY at DESC LIMIT 1",
    [row.organisationId, row.sha256],
  );
  const key = rows[0]?.key;
  return key === undefined ? undefined : ((await readStored({ key })) ?? (await readStored(row)));
}
