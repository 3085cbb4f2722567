/** A renewed tree in memory, grown from its leaves: for who reckons a stored one anew. */
import { edgeRoot, readEdge } from "#lib/core/log/tiles.ts";
import { joinRenewed } from "#lib/core/renewal/renewed-tree.ts";
import { DIGEST_BYTES, hashTile, TILE_WIDTH } from "./tile.ts";

const TILE_BYTES = TILE_WIDTH * DIGEST_BYTES;

export class RenewedTree {
  #size = 0;
  /** By level: the hashes from level 1 on, and at level 0 those of the last tile that is not full. */
  #levels: Buffer[] = [Buffer.alloc(0)];

  /** Tiles of all levels. */
  get tiles(): number {
    return (
      Math.ceil(this.#size / TILE_WIDTH) +
      this.#levels.slice(1).reduce((sum, { length }) => sum + Math.ceil(length / TILE_BYTES), 0)
    );
  }

  /** @param leaves hashes one after the other; of a multiple of 256, unless they are the last */
  append(leaves: Uint8Array): void {
    this.#size += leaves.length / DIGEST_BYTES;
    const full = leaves.length - (leaves.length % TILE_BYTES);
    const roots: Buffer[] = [];
    for (let from = 0; from < full; from += TILE_BYTES) roots.push(hashTile(leaves, from));
    this.#levels[0] = Buffer.from(leaves.subarray(full));
    if (roots.length > 0) this.#lift(1, roots);
  }

  #lift(level: number, hashes: readonly Buffer[]): void {
    const before = this.#levels[level] ?? Buffer.alloc(0);
    const grown = Buffer.concat([before, ...hashes]);
    this.#levels[level] = grown;
    const roots: Buffer[] = [];
    const first = before.length - (before.length % TILE_BYTES);
    for (let from = first; from + TILE_BYTES <= grown.length; from += TILE_BYTES) roots.push(hashTile(grown, from));
    if (roots.length > 0) this.#lift(level + 1, roots);
  }

  /** At level 0 the root alone. */
  tile(level: number, index: number): { hashes: Uint8Array; root: Uint8Array | undefined } {
    const part = (of: number, at: number, bytes: number) => this.#levels[of]?.subarray(at * bytes, (at + 1) * bytes);
    const root = part(level + 1, index, DIGEST_BYTES);
    return { hashes: part(level, index, TILE_BYTES) ?? Buffer.alloc(0), root: root?.length ? root : undefined };
  }

  /** Of at least one leaf. */
  root(): Uint8Array {
    const tile = (level: number, index: bigint) =>
      level === 0 ? (this.#levels[0] as Buffer) : this.tile(level, Number(index)).hashes;
    return edgeRoot(readEdge(BigInt(this.#size), tile), joinRenewed);
  }
}
