/** Tiles of a renewed tree, and what the leaves of one bind. */
import { inclusionProof, type ReadTile, type Tile, tilesForInclusion } from "#lib/core/log/tiles.ts";
import { joinRenewed } from "#lib/core/renewal/renewed-tree.ts";
import { type Database, pool } from "#lib/infra/db/pool.ts";
import type { Renewal } from "../types.ts";
import { DIGEST_BYTES, TILE_WIDTH } from "./tile.ts";

type Which = Pick<Renewal, "ledger" | "number">;

/** As `tileReader` of the ledger's own tree. @throws {Error} when one is not there. */
export async function readRenewedTiles(options: Which & { tiles: readonly Tile[]; on?: Database }): Promise<ReadTile> {
  const { ledger, number, tiles, on = pool() } = options;
  const { rows } = await on.query<{ level: number; index: bigint; hashes: Buffer }>(
    `SELECT t.level, t.index, t.hashes FROM unnest($3::smallint[], $4::bigint[]) AS asked (level, index)
     JOIN ledger_renewal_tile t ON t.ledger = $1 AND t.number = $2 AND t.level = asked.level AND t.index = asked.index`,
    [ledger, number, tiles.map(({ level }) => level), tiles.map(({ index }) => index)],
  );
  const known = new Map(rows.map(({ level, index, hashes }) => [`${level}/${index}`, hashes]));
  return (level, index) => {
    const tile = known.get(`${level}/${index}`);
    if (!tile) throw new Error(`Tile ${level}/${index} of renewal ${number} of ${ledger} is not there.`);
    return tile;
  };
}

/** The way from a leaf to the root, and what the leaf binds beside the entry, its record and what vouched for them. */
export interface RenewedPlace {
  path: Uint8Array[];
  content: Uint8Array | undefined;
  details: Uint8Array | undefined;
}

/** @throws {RangeError} when the renewal does not reach that far */
export async function findRenewedPlace(
  options: Which & { size: bigint; index: bigint; on?: Database },
): Promise<RenewedPlace> {
  const { ledger, number, size, index, on = pool() } = options;
  const tile = await readRenewedTiles({ ledger, number, tiles: tilesForInclusion(index, size), on });
  const path = inclusionProof({ index, size, tile, join: joinRenewed });
  const width = BigInt(TILE_WIDTH);
  const { rows } = await on.query<{ content: Uint8Array | null; details: Uint8Array | null }>(
    `SELECT substring(contents FROM $4 FOR ${DIGEST_BYTES}) AS content, substring(details FROM $4 FOR ${DIGEST_BYTES}) AS details
     FROM ledger_renewal_tile WHERE ledger = $1 AND number = $2 AND level = 0 AND index = $3`,
    [ledger, number, index / width, Number(index % width) * DIGEST_BYTES + 1],
  );
  return { path, content: digestOf(rows[0]?.content), details: digestOf(rows[0]?.details) };
}

/** Zero stands for none: no digest is. */
function digestOf(bytes: Uint8Array | null | undefined): Uint8Array | undefined {
  return bytes?.some((byte) => byte !== 0) ? bytes : undefined;
}
