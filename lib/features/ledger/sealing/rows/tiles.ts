/** Tiles of the tree and bundles of entries (C2SP tlog-tiles), read from the rows that make them. */
import { EMPTY_ROOT } from "#lib/core/log/merkle.ts";
import {
  edgeRoot,
  edgeTiles,
  type ReadTile,
  readEdge,
  TILE_WIDTH,
  type Tile,
  type TileLevel,
} from "#lib/core/log/tiles.ts";
import type { Database } from "#lib/infra/db/pool.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { Recent } from "#lib/infra/db/recent.ts";
import { readAged } from "#lib/infra/db/standby.ts";

const ENTRY_LENGTH_BYTES = 2;
/** Rows are numbered with PostgreSQL's bigint; tile addresses of the format go beyond. */
const ROW_MAX = 2n ** 63n - 1n;

/**
 * Several tiles in one round trip: concatenated 32-byte hashes, in the order asked.
 *
 * A hash has a row once the subtree under it is complete and committed, so a tile with fewer rows than its width
 * lies beyond the tree: undefined in its place.
 */
export async function readTiles(options: {
  ledger: string;
  tiles: readonly Tile[];
  on?: Database;
}): Promise<(Uint8Array | undefined)[]> {
  const { ledger, tiles, on = pool() } = options;
  if (tiles.length === 0) return [];
  const ranges = tiles.map(rowRange);
  const { rows } = await on.query<{ hashes: Uint8Array; count: bigint }>(
    `SELECT h.hashes, h.count
     FROM unnest($2::integer[], $3::bigint[], $4::bigint[]) WITH ORDINALITY AS t (level, first, beyond, place)
     CROSS JOIN LATERAL (
       SELECT string_agg(e.leaf_hash, ''::bytea ORDER BY e.index) AS hashes, count(*) AS count FROM ledger_entry e
       WHERE t.level = 0 AND e.ledger = $1 AND e.index >= t.first AND e.index < t.beyond
       UNION ALL
       SELECT string_agg(n.hash, ''::bytea ORDER BY n.index), count(*) FROM ledger_node n
       WHERE t.level > 0 AND n.ledger = $1 AND n.level = t.level AND n.index >= t.first AND n.index < t.beyond
     ) AS h
     ORDER BY t.place, h.count DESC`,
    [ledger, tiles.map((tile) => tile.level), ranges.map(({ first }) => first), ranges.map(({ beyond }) => beyond)],
  );
  // Two rows a tile: the table it is not read from gives an empty one.
  return tiles.map(({ width }, place) => {
    const row = rows[place * 2];
    return row && row.count === BigInt(width) ? row.hashes : undefined;
  });
}

/** Tiles of 8 KiB at most. Enough for every inner tile of a hundred million entries. */
const INNER_TILES_MAX = 2_048;
/** Full tiles of leaves are many, and shared by few: enough for those of the last 130,000 entries asked for. */
const LEAF_TILES_MAX = 512;

/** A tile of a given width never changes, whatever is appended. */
const inner = new Recent<string, Uint8Array>(INNER_TILES_MAX);
const leaves = new Recent<string, Uint8Array>(LEAF_TILES_MAX);

/** As `readTiles` from the committed ledger, keeping what many proofs share. */
async function recallTiles(ledger: string, tiles: readonly Tile[]): Promise<(Uint8Array | undefined)[]> {
  const keyOf = ({ level, index, width }: Tile) => `${ledger}/${level}/${index}/${width}`;
  const keptIn = ({ level, width }: Tile) => (level > 0 || width < TILE_WIDTH ? inner : leaves);
  const found = tiles.map((tile) => keptIn(tile).get(keyOf(tile)));
  const missing = tiles.filter((_, place) => found[place] === undefined);
  const read = await readTiles({ ledger, tiles: missing });
  const fresh = new Map(missing.map((tile, place) => [tile, read[place]]));
  return tiles.map((tile, place) => {
    const hashes = fresh.get(tile);
    if (hashes) keptIn(tile).set(keyOf(tile), hashes);
    return hashes ?? found[place];
  });
}

/** Empty for an address that no bigint reaches. */
function rowRange({ index, width }: Pick<Tile, "index" | "width">): { first: bigint; beyond: bigint } {
  const first = index * BigInt(TILE_WIDTH);
  const beyond = first + BigInt(width);
  return beyond > ROW_MAX ? { first: 0n, beyond: 0n } : { first, beyond };
}

/**
 * The tiles that a calculation of the core needs, read beforehand, as the core asks for them.
 * @throws {Error} when one is not there: the caller names tiles of a tree that exists.
 */
export async function tileReader(options: {
  ledger: string;
  tiles: readonly Tile[];
  on?: Database;
}): Promise<ReadTile> {
  const { ledger, tiles, on } = options;
  // A transaction of the caller's may see rows that are never committed: those are not to be remembered.
  const hashes = on && on !== pool() ? await readTiles({ ledger, tiles, on }) : await recallTiles(ledger, tiles);
  const known = new Map(options.tiles.map(({ level, index }, place) => [`${level}/${index}`, hashes[place]]));
  return (level, index) => {
    const tile = known.get(`${level}/${index}`);
    if (!tile)
      throw new Error(`Tile ${level}/${index} of ledger ${options.ledger} is not whole: run "sealbook audit".`);
    return tile;
  };
}

/**
 * The root of the tree as it was with `size` entries, computed from its tiles.
 * @throws {Error} when the tree is smaller.
 */
export async function readRoot({ ledger, size }: { ledger: string; size: bigint }): Promise<Uint8Array> {
  if (size === 0n) return EMPTY_ROOT;
  return edgeRoot(readEdge(size, await tileReader({ ledger, tiles: edgeTiles(size) })));
}

/**
 * The bytes that a tile's address names (C2SP tlog-tiles): hashes one after the other, or an entry bundle.
 * @returns undefined when the tree does not reach that far.
 */
export async function readTile(options: {
  ledger: string;
  tile: { level: TileLevel; index: bigint; width: number };
}): Promise<Uint8Array | undefined> {
  const { ledger, tile } = options;
  const { level, index, width } = tile;
  return await readAged(async (on) => {
    if (level === "entries") return await readEntryBundle({ ledger, index, width, on });
    const [hashes] = await readTiles({ ledger, tiles: [{ level, index, width }], on });
    return hashes;
  });
}

/**
 * An entry bundle: for each entry its length (2 bytes, big-endian) and its bytes.
 * @returns undefined when the ledger has not that many entries.
 */
export async function readEntryBundle(options: {
  ledger: string;
  index: bigint;
  width: number;
  on?: Database;
}): Promise<Uint8Array | undefined> {
  const { ledger, index, width, on = pool() } = options;
  const { first, beyond } = rowRange({ index, width });
  const { rows } = await on.query<{ entry: Buffer }>(
    "SELECT entry FROM ledger_entry WHERE ledger = $1 AND index >= $2 AND index < $3 ORDER BY index",
    [ledger, first, beyond],
  );
  if (rows.length !== width) return undefined;
  const parts = rows.flatMap(({ entry }) => {
    const length = Buffer.alloc(ENTRY_LENGTH_BYTES);
    length.writeUInt16BE(entry.length); // throws on an entry that a bundle cannot carry
    return [length, entry];
  });
  return Buffer.concat(parts);
}
