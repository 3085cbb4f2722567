/** What is known of entries whose indexes follow each other and in which nothing is wrong. */

export interface IndexRange {
  /** Index of the first entry: a multiple of 256. */
  first: number;
  count: number;
}

/** What a sound stretch consists of. */
export interface SoundStretch extends IndexRange {
  /** The leaf hashes, one after the other. */
  leaves: Uint8Array;
  /** The roots of the full tiles of 256 leaves, one after the other. */
  tiles: Uint8Array;
  /** Which blocks its entries say that they belong to. */
  runs: BlockRun[];
  /** The sequence numbers of its evidence, in their order. */
  sequences: Float64Array;
  /** Of some of its evidence the content was kept. */
  hasFiles: boolean;
}

/** Entries of a stretch that follow each other and name the same block. */
export interface BlockRun {
  height: number;
  /** Index after the last. */
  end: number;
  /** Those that have no evidence, with the bytes that their leaf hashes are of: headers, if they are the block's. */
  headers: HeaderLeaf[];
  /** When the last of them was received, in milliseconds since 1970; -Infinity where none has evidence. */
  received: number;
}

export interface HeaderLeaf {
  index: number;
  bytes: Uint8Array;
}
