/** What others said about a block: who cosigned it and when, since when enough have, which authorities stamped it. */
import { pool } from "#lib/infra/db/pool.ts";

interface BlockKey {
  ledger: string;
  height: bigint;
}

export interface CosignatureRow {
  /** Name in the witness's key, and its name and operator here, if it is one of ours. */
  witness: string;
  name: string | null;
  operator: string | null;
  signedAt: Date;
  line: string;
}

/** In the order in which they signed. */
export async function listCosignatures({ ledger, height }: BlockKey): Promise<CosignatureRow[]> {
  const { rows } = await pool().query<CosignatureRow>(
    `SELECT c.witness, c.line, c."signedAt", n.name, coalesce(o.name, n.operator) AS operator
     FROM (SELECT ledger, height, witness, min(signed_at) AS "signedAt", string_agg(line, E'\\n' ORDER BY number) AS line
       FROM block_cosignature WHERE ledger = $1 AND height = $2 GROUP BY ledger, height, witness) c
     LEFT JOIN node n ON n.ledger = c.ledger AND n.kind = 'witness' AND split_part(n.verifier_key, '+', 1) = c.witness
     LEFT JOIN organisation o ON o.id = n.organisation_id
     ORDER BY c."signedAt", c.witness`,
    [ledger, height],
  );
  return rows;
}

/** The first witnessed block from this one on. */
export async function findWitnessedFrom({
  ledger,
  height,
}: BlockKey): Promise<{ height: bigint; at: Date } | undefined> {
  const { rows } = await pool().query<{ height: bigint; at: Date }>(
    "SELECT height, at FROM block_witnessed WHERE ledger = $1 AND height >= $2 ORDER BY height LIMIT 1",
    [ledger, height],
  );
  return rows[0];
}

/** Tokens over this block's checkpoint, earliest first. */
export async function listTimestamps({ ledger, height }: BlockKey): Promise<{ authority: string; time: Date }[]> {
  const { rows } = await pool().query<{ authority: string; time: Date }>(
    "SELECT authority, time FROM block_timestamp WHERE ledger = $1 AND height = $2 ORDER BY time, authority",
    [ledger, height],
  );
  return rows;
}

/** The first stamped block from this one on. */
export async function findStampedFrom({
  ledger,
  height,
}: BlockKey): Promise<{ height: bigint; time: Date } | undefined> {
  const { rows } = await pool().query<{ height: bigint; time: Date }>(
    "SELECT height, time FROM block_timestamp WHERE ledger = $1 AND height >= $2 ORDER BY height, time LIMIT 1",
    [ledger, height],
  );
  return rows[0];
}
