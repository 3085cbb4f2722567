/** Valid evidence rows, many at once: what `recordEvidence` would have written, without the files. */
import { createHash, randomBytes } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import { encodeDetails } from "#lib/core/claim/details.ts";
import { encodeRecord } from "#lib/core/claim/record.ts";
import { sha256, toBase64 } from "#lib/core/text/bytes.ts";
import { type Pool, pool } from "#lib/infra/db/pool.ts";
import { insertingEvidence } from "./evidence-rows.ts";

const ROWS_PER_INSERT = 5_000;
/** Two salts and a digest. */
const RANDOM_BYTES = 64;

export interface MadeOrganisation {
  id: string;
  name: string;
  ledger: string;
}

export interface MadeEvidence {
  id: string;
  sha256: Uint8Array;
}

/** An organisation that records into `ledger`, which is there already. */
export async function makeOrganisation(
  options: { ledger?: string; name?: string; on?: Pool } = {},
): Promise<MadeOrganisation> {
  const { ledger = "main", name = "Blue Harbour Bank 蓝港银行", on = pool() } = options;
  const id = uuidv7();
  await on.query(
    "INSERT INTO organisation (id, name, ledger, keep_content, public_lookup) VALUES ($1, $2, $3, true, false)",
    [id, name, ledger],
  );
  return { id, name, ledger };
}

/**
 * Inserts `count` pieces of evidence, in statements of ROWS_PER_INSERT, each its own transaction.
 *
 * `contents`: one text a piece, whose SHA-256 and size are recorded as a kept file; without it, digests.
 */
export async function makeEvidence(options: {
  organisation: MadeOrganisation;
  count: number;
  contents?: (at: number) => string;
  on?: Pick<Pool, "query">;
}): Promise<MadeEvidence[]> {
  const { organisation, count, contents, on = pool() } = options;
  const all: MadeEvidence[] = [];
  let inserted: Promise<void> = Promise.resolve();
  for (let from = 0; from < count; from += ROWS_PER_INSERT) {
    const length = Math.min(ROWS_PER_INSERT, count - from);
    const random = randomBytes(length * RANDOM_BYTES);
    const rows = Array.from({ length }, (_, at) =>
      makeRow(organisation, random.subarray(at * RANDOM_BYTES, (at + 1) * RANDOM_BYTES), contents?.(from + at)),
    );
    for (const { id, sha256 } of rows) all.push({ id, sha256 });
    await inserted; // the database takes one batch in while the next is being made
    inserted = insertRows(on, organisation, rows);
    inserted.catch(() => {}); // awaited in the next round or below
  }
  await inserted;
  return all;
}

interface Row extends MadeEvidence {
  type: "file" | "digest";
  size: number | undefined;
  name: string;
  record: Uint8Array;
  details: Uint8Array;
  kept: boolean;
  receivedAt: string;
}

function makeRow(organisation: MadeOrganisation, random: Uint8Array, content: string | undefined): Row {
  const detailsSalt = toBase64(random.subarray(0, 16));
  const recordSalt = toBase64(random.subarray(16, 32));
  const id = uuidv7();
  const receivedAt = new Date(Number.parseInt(id.slice(0, 13).replace("-", ""), 16)).toISOString();
  const type = content === undefined ? "digest" : "file";
  const digest = content === undefined ? random.subarray(32, 64) : createHash("sha256").update(content).digest();
  const size = content === undefined ? undefined : Buffer.byteLength(content);
  const name = `contract-${id.slice(-6)}.pdf`;
  const details = encodeDetails({
    actor: { kind: "user", id: organisation.id },
    details: "sealbook.details/v1",
    ...(type === "file" ? { kept: true } : {}),
    method: type === "file" ? "upload" : "digest",
    name,
    platform: "sealbook/0.1.0",
    salt: detailsSalt,
  });
  const record = encodeRecord({
    digests: { sha256: toBase64(digest) },
    details: toBase64(sha256(details)),
    id,
    receivedAt,
    record: "sealbook.record/v1",
    salt: recordSalt,
    ...(size === undefined ? {} : { size }),
    submitter: { organisation: organisation.id, name: organisation.name },
    type,
  });
  return { id, sha256: digest, record, details, type, size, name, kept: content !== undefined, receivedAt };
}

async function insertRows(on: Pick<Pool, "query">, organisation: MadeOrganisation, rows: Row[]): Promise<void> {
  await on.query(
    insertingEvidence(
      "id, organisation_id, ledger, type, sha256, size, record, content_kept, received_at, submitter_id",
      `SELECT row.*, $1::uuid AS organisation_id, $1::uuid AS submitter_id, $2 AS ledger
       FROM unnest($3::uuid[], $4::text[], $5::bytea[], $6::bigint[], $7::text[], $8::bytea[], $9::bytea[], $10::boolean[],
         $11::timestamptz[]) AS row (id, type, sha256, size, name, record, details, content_kept, received_at)`,
    ),
    [
      organisation.id,
      organisation.ledger,
      rows.map((row) => row.id),
      rows.map((row) => row.type),
      rows.map((row) => row.sha256),
      rows.map((row) => row.size ?? null),
      rows.map((row) => row.name),
      rows.map((row) => row.record),
      rows.map((row) => row.details),
      rows.map((row) => row.kept),
      rows.map((row) => row.receivedAt),
    ],
  );
}
