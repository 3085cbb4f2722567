/** Headers that are leaves (`sealbook.block/v2`), held against where they stand: what they say of the tree, it has to be. */
import { type BlockHeader, blockHash, FIRST_PREVIOUS, isHeaderEntry, parseBlockHeader } from "#lib/core/log/block.ts";
import { rootBefore } from "#lib/core/log/root-before.ts";
import { TILE_WIDTH } from "#lib/core/log/tiles.ts";
import { equalBytes } from "#lib/core/text/bytes.ts";
import type { VerifiedTree } from "../ledger-reader/verified-tree.ts";

const WIDTH = BigInt(TILE_WIDTH);

export type HeaderFailure =
  | "header_malformed"
  | "header_origin"
  /** It states another size or root of the tree before it. */
  | "header_tree"
  /** It does not follow the header before it: bounds, height, hash or time. */
  | "header_chain";

type Leaf = { index: bigint; bytes: Uint8Array };

/** Headers in the order of the tree. */
export class HeaderChecker {
  readonly #tree: VerifiedTree;
  readonly #origin: string;
  /** The last one that was right: the next block begins behind it. */
  #last: Leaf | undefined;

  constructor(tree: VerifiedTree, origin: string) {
    this.#tree = tree;
    this.#origin = origin;
  }

  /** What is wrong with a header; undefined when nothing is, or the leaf is none. Throws as `VerifiedTree` does. */
  async check({ index, bytes }: Leaf): Promise<HeaderFailure | undefined> {
    if (!isHeaderEntry(bytes)) return undefined;
    const header = parseBlockHeader(bytes);
    if (header?.format !== 2) return "header_malformed";
    if (header.origin !== this.#origin) return "header_origin";
    const proof = await this.#tree.inclusionPath(index);
    const before = rootBefore({ index, size: this.#tree.size, proof });
    if (header.treeSize !== index || !before || !equalBytes(before, header.root)) return "header_tree";
    const last = header.firstIndex > 0n ? await this.#entryAt(header.firstIndex - 1n) : undefined;
    if (!follows(header, last)) return "header_chain";
    this.#last = { index, bytes };
    return undefined;
  }

  async #entryAt(index: bigint): Promise<Uint8Array | undefined> {
    if (this.#last?.index === index) return this.#last.bytes;
    return (await this.#tree.bundle(index / WIDTH)).entries[Number(index % WIDTH)];
  }
}

/** Whether what stands in front of the block is the header that it names, of the block below and no later time. */
function follows(header: BlockHeader, last: Uint8Array | undefined): boolean {
  if (!last) return header.height === 0n && equalBytes(header.previous, FIRST_PREVIOUS);
  const before = parseBlockHeader(last);
  if (before?.format !== 2 || !equalBytes(blockHash(last), header.previous)) return false;
  return before.height + 1n === header.height && before.time <= header.time;
}
