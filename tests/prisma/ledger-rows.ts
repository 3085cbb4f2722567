/** Rows of a ledger as the database accepts them, written with plain SQL. */
import { createHash, randomBytes, randomUUID } from "node:crypto";
import type pg from "pg";
import { insertingEvidence } from "#tests/support/evidence-rows.ts";

export const ORIGIN = "sealbook.test/ledger/main";

export const sha256 = (data: string | Uint8Array): Buffer => createHash("sha256").update(data).digest();

export interface BlockRow {
  height: bigint;
  firstIndex: bigint;
  leafCount: number;
  root: Buffer;
  previous: Buffer;
  time: string;
  header: string;
  hash: Buffer;
  checkpoint: string;
}

/** The block after `last` (undefined: the first one), with the header that its columns make. */
export function nextBlock(last?: BlockRow, changes: Partial<BlockRow> = {}): BlockRow {
  const block = {
    height: last ? last.height + 1n : 0n,
    firstIndex: last ? last.firstIndex + BigInt(last.leafCount) : 0n,
    leafCount: 1,
    root: randomBytes(32),
    previous: last?.hash ?? Buffer.alloc(32),
    time: "2026-01-02T03:04:05.678Z",
    ...changes,
  };
  const { height, firstIndex, leafCount, root, previous, time } = block;
  const numbers = `${height}\n${firstIndex}\n${leafCount}\n${firstIndex + BigInt(leafCount)}`;
  const digests = `${root.toString("base64")}\n${time}\n${previous.toString("base64")}`;
  const header = changes.header ?? `sealbook.block/v1\n${ORIGIN}\n${numbers}\n${digests}\n`;
  const hash = changes.hash ?? sha256(header);
  const tree = `${ORIGIN}\n${firstIndex + BigInt(leafCount)}\n${root.toString("base64")}\n`;
  const checkpoint = `${tree}sealbook.block/v1 ${hash.toString("base64")}\n\nsignature`;
  return { ...block, header, hash, checkpoint: changes.checkpoint ?? checkpoint };
}

/** The block alone: its entries are to come in the same transaction, before it. */
export async function insertBlock(client: pg.ClientBase, block: BlockRow, ledger = "main"): Promise<void> {
  const { height, firstIndex, leafCount, root, previous, time, header, hash, checkpoint } = block;
  await client.query(
    `INSERT INTO ledger_block
       (ledger, height, first_index, leaf_count, tree_size, root, previous, time, header, hash, checkpoint)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      ...[ledger, height, firstIndex, leafCount, firstIndex + BigInt(leafCount), root, previous, time],
      ...[Buffer.from(header), hash, checkpoint],
    ],
  );
}

export async function insertLedger(client: pg.ClientBase, name: string, origin: string): Promise<void> {
  await client.query("INSERT INTO ledger (name, origin, empty_checkpoint) VALUES ($1, $2, 'c')", [name, origin]);
  await insertKey(client, { ledger: name, key: `${origin}+1`, number: 1, since: 0 });
}

export async function insertKey(
  client: pg.ClientBase,
  { ledger = "main", key, number, since }: { ledger?: string; key: string; number: number; since: number },
): Promise<void> {
  await client.query(
    `INSERT INTO ledger_key (ledger, number, verifier_key, signing_key, since_size, statement)
     VALUES ($1, $2, $3, '\\x00', $4, 's')`,
    [ledger, number, key, since],
  );
}

/** @returns the organisation's id */
export async function insertOrganisation(client: pg.ClientBase): Promise<string> {
  const id = randomUUID();
  await client.query(
    "INSERT INTO organisation (id, name, ledger, keep_content, public_lookup) VALUES ($1, 'Org', 'main', true, false)",
    [id],
  );
  return id;
}

/** @returns the evidence's id */
export async function insertEvidence(
  client: pg.ClientBase,
  {
    organisationId,
    ledger = "main",
    minutesAhead = 0,
  }: { organisationId: string; ledger?: string; minutesAhead?: number },
): Promise<string> {
  const id = randomUUID();
  await client.query(
    insertingEvidence(
      "id, organisation_id, ledger, type, sha256, size, record, content_kept, received_at",
      `SELECT $1::uuid AS id, $2::uuid AS organisation_id, $3 AS ledger, 'file' AS type, $4::bytea AS sha256, 1 AS size, 'a.pdf' AS name,
         'r'::bytea AS record, 'd'::bytea AS details, false AS content_kept, now() + make_interval(mins => $5) AS received_at`,
    ),
    [id, organisationId, ledger, sha256(id), minutesAhead],
  );
  return id;
}

export async function insertEntry(
  client: pg.ClientBase,
  {
    index,
    evidenceId,
    height,
    ledger = "main",
  }: { index: number; evidenceId: string; height: number; ledger?: string },
): Promise<void> {
  await client.query(
    "INSERT INTO ledger_entry (ledger, index, evidence_id, entry, leaf_hash, block_height) VALUES ($1, $2, $3, 'e', $4, $5)",
    [ledger, index, evidenceId, sha256(evidenceId), height],
  );
}

/** A block of one entry, as an append would write it. */
export async function appendRows(
  client: pg.ClientBase,
  { block, evidenceId }: { block: BlockRow; evidenceId: string },
): Promise<void> {
  await client.query("BEGIN");
  try {
    await insertEntry(client, { index: Number(block.firstIndex), evidenceId, height: Number(block.height) });
    await insertBlock(client, block);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
}
