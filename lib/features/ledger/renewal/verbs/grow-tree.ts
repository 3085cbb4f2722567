/** The new tree grows from where it ends: tile by tile, each range of leaves in a commit of its own, so that it may be broken off at any time. */
import { jsonNumber } from "#lib/core/text/decimal.ts";
import type { Actor } from "#lib/gate/actor.ts";
import { requireCommandLine } from "#lib/gate/require.ts";
import { type Connection, type Pool, pool } from "#lib/infra/db/pool.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { HashedLeaves, LeafRange } from "../rows/leaf-hasher.ts";
import { hashRanges } from "../rows/leaf-hashers.ts";
import { rangesOf } from "../rows/ranges.ts";
import { listPins } from "../rows/renewals.ts";
import { DIGEST_BYTES, TILE_WIDTH } from "../rows/tile.ts";
import type { Renewal, RenewalProgress } from "../types.ts";

/**
 * Grows the tree of a renewal to its end.
 *
 * @throws {SealbookError} `renewal_running`: another process is at it.
 * @throws {Error} when rows are missing or contradict each other; the reason of the signal when it aborts. What was grown stays.
 */
export async function growTree(options: {
  actor: Actor;
  renewal: Pick<Renewal, "ledger" | "number" | "size">;
  onProgress?: (progress: RenewalProgress) => void;
  signal?: AbortSignal | undefined;
  threads?: number | undefined;
  on?: Pool;
}): Promise<void> {
  requireCommandLine(options.actor);
  const { renewal, onProgress = () => {}, signal, threads, on = pool() } = options;
  const { ledger, number } = renewal;
  const leavesTotal = jsonNumber(renewal.size);
  const connection = await on.connect();
  try {
    await lockRenewal(connection, ledger);
    const from = await readGrown(connection, renewal);
    const ranges = rangesOf({ from, to: leavesTotal, pins: await listPins(ledger, connection) });
    onProgress({ number, leaves: from, leavesTotal });
    for await (const { range, leaves } of hashRanges({ ledger, ranges, threads, on })) {
      signal?.throwIfAborted();
      await insertTiles(connection, { renewal, range, leaves });
      onProgress({ number, leaves: range.first + range.count, leavesTotal });
    }
  } finally {
    // The lock goes with the connection.
    connection.release(true);
  }
}

async function lockRenewal(connection: Connection, ledger: string): Promise<void> {
  const { rows } = await connection.query<{ locked: boolean }>(
    "SELECT pg_try_advisory_lock(hashtextextended('sealbook renewal ' || $1, 0)) AS locked",
    [ledger],
  );
  if (rows[0]?.locked !== true) throw new SealbookError("renewal_running", { details: { ledger } });
}

/** Leaves that are there. The last tile may be narrow only where the tree ends. */
async function readGrown(
  connection: Connection,
  { ledger, number }: Pick<Renewal, "ledger" | "number">,
): Promise<number> {
  const { rows } = await connection.query<{ leaves: bigint }>(
    `SELECT index * ${TILE_WIDTH} + octet_length(hashes) / ${DIGEST_BYTES} AS leaves FROM ledger_renewal_tile
     WHERE ledger = $1 AND number = $2 AND level = 0 ORDER BY index DESC LIMIT 1`,
    [ledger, number],
  );
  return jsonNumber(rows[0]?.leaves ?? 0n);
}

/** As one value each, cut up by the database: a row of parameters a tile would take longer than the hashing. */
async function insertTiles(
  connection: Connection,
  grown: { renewal: Pick<Renewal, "ledger" | "number">; range: LeafRange; leaves: HashedLeaves },
): Promise<void> {
  const { renewal, range, leaves } = grown;
  const { hashes, roots, contents, details, contentCounts, recordCounts } = leaves;
  const tileBytes = TILE_WIDTH * DIGEST_BYTES;
  await connection.query(
    `INSERT INTO ledger_renewal_tile
       (ledger, number, level, index, hashes, root, contents, details, content_count, record_count)
     SELECT $1, $2, 0, $3::bigint + tile, substring($4::bytea FROM tile * ${tileBytes} + 1 FOR ${tileBytes}),
       CASE WHEN (tile + 1) * ${DIGEST_BYTES} <= octet_length($5::bytea)
         THEN substring($5::bytea FROM tile * ${DIGEST_BYTES} + 1 FOR ${DIGEST_BYTES}) END,
       substring($6::bytea FROM tile * ${tileBytes} + 1 FOR ${tileBytes}),
       substring($7::bytea FROM tile * ${tileBytes} + 1 FOR ${tileBytes}),
       ($8::smallint[])[tile + 1], ($9::smallint[])[tile + 1]
     FROM generate_series(0, $10::integer - 1) AS tile`,
    [
      ...[renewal.ledger, renewal.number, range.first / TILE_WIDTH],
      ...[hashes, roots, contents, details].map((bytes) => bytes && Buffer.from(bytes.buffer)),
      ...[contentCounts, recordCounts, contentCounts.length],
    ],
  );
}
