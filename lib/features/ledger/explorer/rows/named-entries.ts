/** Entries of a ledger by what they name, newest first: an issuer that publishes itself, or the blinded subject that they are about. */
import { pool } from "#lib/infra/db/pool.ts";
import type { NamedBy } from "../schema/named.ts";

export interface NamedEntry {
  index: bigint;
  entry: Uint8Array;
  leafHash: Uint8Array;
  /** Of its block. */
  time: Date;
}

/** Along the index on what is named: ids of records and indexes of entries rise together, but for those of one moment. */
const NAMED = { issuer: "v.issuer = $2", subject: "v.subject = $2" } as const;

/** @param asked.before index of an entry of the ledger; undefined: from the newest on */
export async function listNamedEntries(asked: {
  ledger: string;
  by: NamedBy;
  before?: bigint | undefined;
  limit: number;
}): Promise<NamedEntry[]> {
  const { ledger, by, before, limit } = asked;
  const named = by.what === "issuer" ? by.issuer : Buffer.from(by.subject, "hex");
  const { rows } = await pool().query<NamedEntry>(
    `SELECT e.index, e.entry, e.leaf_hash AS "leafHash", b.time
     FROM evidence v JOIN ledger_entry e ON e.evidence_id = v.id
     JOIN ledger_block b ON b.ledger = e.ledger AND b.height = e.block_height
     WHERE ${NAMED[by.what]} AND e.ledger = $1
       AND ($3::bigint IS NULL OR v.id < (SELECT n.evidence_id FROM ledger_entry n WHERE n.ledger = $1 AND n.index = $3))
     ORDER BY v.id DESC LIMIT $4`,
    [ledger, named, before ?? null, limit],
  );
  return rows;
}
