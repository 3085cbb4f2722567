/** A grown tree becomes a statement; and where the statement is recorded is put down. */
import { KEY_TYPE } from "#lib/core/log/note.ts";
import { edgeRoot, edgeTiles, readEdge } from "#lib/core/log/tiles.ts";
import { attestedDigest, joinRenewed } from "#lib/core/renewal/renewed-tree.ts";
import { formatStatement } from "#lib/core/renewal/statement.ts";
import { findBlock, findLedger } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { openLedgerSigners } from "#lib/features/ledger/sealing/rows/signer.ts";
import type { Actor } from "#lib/gate/actor.ts";
import { requireCommandLine } from "#lib/gate/require.ts";
import { type Connection, type Pool, pool, transaction } from "#lib/infra/db/pool.ts";
import { signNote } from "#lib/infra/keys/ledger-signer.ts";
import { listPins, listRenewals } from "../rows/renewals.ts";
import { readRenewedTiles } from "../rows/renewed-tiles.ts";
import { DIGEST_BYTES, hashTile, TILE_WIDTH } from "../rows/tile.ts";
import type { Renewal } from "../types.ts";

const TILE_BYTES = TILE_WIDTH * DIGEST_BYTES;

/**
 * States a renewal whose tree has grown to its end, once.
 *
 * @returns the statement, as a note that the ledger's keys signed
 * @throws {Error} when the tree has not.
 */
export async function stateRenewal(options: { actor: Actor; renewal: Renewal; on?: Pool }): Promise<string> {
  requireCommandLine(options.actor);
  const { renewal, on = pool() } = options;
  if (renewal.statement !== undefined) return renewal.statement;
  const { ledger, number } = renewal;
  return await transaction(on, async (connection) => {
    await insertUpperTiles(connection, renewal);
    const { signers } = await openLedgerSigners(ledger, connection);
    // ML-DSA keys sign checkpoints, and no other text.
    const statement = signNote(
      signers.filter(({ key }) => key.type === KEY_TYPE.ed25519),
      await formStatement(connection, renewal),
    );
    await connection.query("INSERT INTO ledger_renewal_statement (ledger, number, statement) VALUES ($1, $2, $3)", [
      ...[ledger, number, statement],
    ]);
    return statement;
    // COMMIT: the tree is whole and stated. Before it only its lowest tiles are there, and this is done again.
  });
}

/** Levels above the leaves, from the roots of the full tiles below. */
async function insertUpperTiles(connection: Connection, { ledger, number }: Renewal): Promise<void> {
  const { rows } = await connection.query<{ root: Buffer }>(
    `SELECT root FROM ledger_renewal_tile
     WHERE ledger = $1 AND number = $2 AND level = 0 AND root IS NOT NULL ORDER BY index`,
    [ledger, number],
  );
  let below = Buffer.concat(rows.map(({ root }) => root));
  for (let level = 1; below.length > 0; level++) {
    const roots: Buffer[] = [];
    for (let from = 0; from < below.length; from += TILE_BYTES) {
      const hashes = below.subarray(from, from + TILE_BYTES);
      const root = hashes.length === TILE_BYTES ? hashTile(hashes, 0) : undefined;
      if (root) roots.push(root);
      await connection.query(
        "INSERT INTO ledger_renewal_tile (ledger, number, level, index, hashes, root) VALUES ($1, $2, $3, $4, $5, $6)",
        [ledger, number, level, from / TILE_BYTES, hashes, root],
      );
    }
    below = Buffer.concat(roots);
  }
}

async function formStatement(connection: Connection, renewal: Renewal): Promise<string> {
  const { ledger, number, height, size } = renewal;
  const origin = (await findLedger(ledger, connection))?.origin;
  const block = await findBlock({ ledger, height, on: connection });
  const pin = (await listPins(ledger, connection)).find((each) => each.height === height);
  if (origin === undefined || !block || !pin) throw new Error(`Block ${height} of ${ledger} is not there.`);
  const before = (await listRenewals(ledger, connection)).find((each) => each.number === number - 1);
  const tile = await readRenewedTiles({ ledger, number, tiles: edgeTiles(size), on: connection });
  return formatStatement({
    ...{ origin, number, algorithm: "sha3-256", size, root: block.root, attested: pin.digest },
    renewedRoot: edgeRoot(readEdge(size, tile), joinRenewed),
    ...(await countLeaves(connection, renewal)),
    previous:
      before && attestedDigest({ text: before.statement ?? "", tokens: before.stamps.map(({ token }) => token) }),
  });
}

async function countLeaves(
  connection: Connection,
  { ledger, number, size }: Renewal,
): Promise<{ contents: bigint; recordsOnly: bigint }> {
  const { rows } = await connection.query<{ contents: bigint; recordsOnly: bigint; leaves: bigint }>(
    `SELECT coalesce(sum(content_count), 0)::bigint AS contents, coalesce(sum(record_count), 0)::bigint AS "recordsOnly",
       coalesce(sum(octet_length(hashes)), 0)::bigint / ${DIGEST_BYTES} AS leaves
     FROM ledger_renewal_tile WHERE ledger = $1 AND number = $2 AND level = 0`,
    [ledger, number],
  );
  const [counted] = rows;
  if (counted?.leaves !== size)
    throw new Error(`The tree of renewal ${number} has ${counted?.leaves} of ${size} leaves.`);
  return counted;
}

/** Puts down which record holds a statement. The same again changes nothing. */
export async function noteRecord(options: {
  actor: Actor;
  renewal: Pick<Renewal, "ledger" | "number">;
  evidenceId: string;
  on?: Pool;
}): Promise<void> {
  requireCommandLine(options.actor);
  const { renewal, evidenceId, on = pool() } = options;
  await on.query(
    "INSERT INTO ledger_renewal_record (ledger, number, evidence_id) VALUES ($1, $2, $3) ON CONFLICT (ledger, number) DO NOTHING",
    [renewal.ledger, renewal.number, evidenceId],
  );
}
