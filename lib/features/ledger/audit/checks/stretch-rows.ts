/** The rows of one stretch, as the database sends them: first its entries, then their evidence. */
import { hash } from "node:crypto";
import { ENTRY_V1, ENTRY_V2 } from "#lib/core/claim/entry.ts";
import { type BinaryRow, viewOf } from "#lib/infra/db/copy-out.ts";
import type { EvidenceBytes } from "./evidence-bytes.ts";
import {
  bigintOf,
  ID,
  isContentKept,
  KIND,
  millisecondsOf,
  RECEIVED_AT,
  SEQUENCE,
  TYPE,
  UUID_BYTES,
} from "./evidence-columns.ts";
import type { BlockRun, HeaderLeaf, IndexRange, SoundStretch } from "./sound-stretch.ts";
import { copyWords, DIGEST_BYTES, DIGEST_CHARS, isSameAt, isTextAt, standsAt } from "./spelling.ts";
import { hashTile, TILE_WIDTH } from "./tile.ts";

/** SELECT list of `ledger_entry e` with ENTRY_FIELDS columns, in the order of the numbers below. */
export const ENTRY_SELECT = "e.evidence_id, e.index, e.block_height, e.entry, e.leaf_hash";
export const ENTRY_FIELDS = 5;
const [EVIDENCE_ID, INDEX, BLOCK_HEIGHT, ENTRY, LEAF_HASH] = [0, 1, 2, 3, 4] as const;
/** More than the bytes of any entry of a record, and of any header, that there can be. */
const ENTRY_BYTES_MAX = 96;
const HEADER_BYTES_MAX = 2_048;
/** Evidence of neighbours may lie among a stretch's own: as much as this for each of its own, and it is read no further. */
const ROWS_PER_ENTRY_MAX = 2;

const LEAF_PREFIX = Uint8Array.of(0);

/** What a leaf of one type hashes: a zero byte and the entry (RFC 6962 section 2.1), with a gap for the record's hash. */
interface LeafInput {
  bytes: Buffer;
  entry: DataView;
}

function leafInput(version: string, type: string): LeafInput {
  const bytes = Buffer.from(`\0${version}\n${type}\n${"=".repeat(DIGEST_CHARS)}\n`);
  return { bytes, entry: viewOf(bytes.subarray(1)) };
}

/** The types that `checkEvidence` knows, by the length of their names. */
const LEAF_INPUTS = new Map(["file", "digest"].map((type) => [type.length, leafInput(ENTRY_V1, type)]));
const CONTENT_LEAF_INPUT = leafInput(ENTRY_V2, "content");

export class StretchRows {
  readonly #range: IndexRange;
  /** How many have come so far. */
  #entries = 0;
  #evidence = 0;
  #isSound = true;
  #hasFiles = false;
  /** By place in the stretch, which is the order of the entries. */
  readonly #ids: Buffer;
  readonly #idWords: DataView;
  readonly #texts: DataView;
  readonly #lengths: Uint8Array;
  readonly #leaves: Buffer;
  readonly #leafWords: DataView;
  readonly #heights: Float64Array;
  /** By place too: the bytes of entries without evidence. */
  readonly #headers = new Map<number, Uint8Array>();
  /** Milliseconds since 1970; NaN until the evidence came, -Infinity where none is to come. */
  readonly #received: Float64Array;
  /** In the order of the evidence. */
  readonly #sequences: Float64Array;
  /** Where the next piece of evidence belongs if it follows the last one; and where any does, once one did not. */
  #next = 0;
  #places: Map<string, number> | undefined;

  constructor(range: IndexRange) {
    const { count } = range;
    this.#range = range;
    this.#ids = Buffer.alloc(count * UUID_BYTES);
    this.#idWords = viewOf(this.#ids);
    this.#texts = new DataView(new ArrayBuffer(count * ENTRY_BYTES_MAX));
    this.#lengths = new Uint8Array(count);
    this.#leaves = Buffer.from(new ArrayBuffer(count * DIGEST_BYTES));
    this.#leafWords = viewOf(this.#leaves);
    this.#heights = new Float64Array(count);
    this.#received = new Float64Array(count).fill(Number.NaN);
    this.#sequences = new Float64Array(count);
  }

  /** Every entry has come. */
  get isComplete(): boolean {
    return this.#isSound && this.#entries === this.#range.count;
  }

  takeEntry(row: BinaryRow): void {
    const place = this.#entries;
    this.#entries += 1;
    const height = bigintOf(row, BLOCK_HEIGHT);
    const isHeader = row.length(EVIDENCE_ID) < 0;
    this.#isSound &&=
      place < this.#range.count &&
      bigintOf(row, INDEX) === this.#range.first + place &&
      height >= 0 &&
      Number.isSafeInteger(height) &&
      (isHeader || row.length(EVIDENCE_ID) === UUID_BYTES) &&
      row.length(ENTRY) >= 0 &&
      row.length(ENTRY) <= (isHeader ? HEADER_BYTES_MAX : ENTRY_BYTES_MAX) &&
      row.length(LEAF_HASH) === DIGEST_BYTES;
    if (!this.#isSound) return;
    this.#heights[place] = height;
    copyWords(row.view, row.start(LEAF_HASH), this.#leafWords, place * DIGEST_BYTES, DIGEST_BYTES);
    if (isHeader) this.#takeHeader(row, place);
    else this.#takeRecord(row, place);
  }

  #takeRecord(row: BinaryRow, place: number): void {
    this.#lengths[place] = row.length(ENTRY);
    copyWords(row.view, row.start(EVIDENCE_ID), this.#idWords, place * UUID_BYTES, UUID_BYTES);
    copyWords(row.view, row.start(ENTRY), this.#texts, place * ENTRY_BYTES_MAX, row.length(ENTRY));
  }

  /** Whether it is the header of its block, the walk sees. */
  #takeHeader(row: BinaryRow, place: number): void {
    const bytes = new Uint8Array(row.field(ENTRY));
    const leaf = hash("sha256", Buffer.concat([LEAF_PREFIX, bytes]), "binary");
    this.#isSound &&= isTextAt(this.#leaves, place * DIGEST_BYTES, leaf);
    this.#headers.set(place, bytes);
    this.#received[place] = Number.NEGATIVE_INFINITY;
  }

  /** Ids, in hex, of the evidence with which each block's part of the stretch begins and ends; and how much evidence to read at most. */
  ends(): { ids: string[]; rowsMax: number } {
    const { count, first } = this.#range;
    const ends = this.#runs().flatMap(({ end }, at, runs) => [
      this.#nextRecord(at === 0 ? 0 : (runs[at - 1] as BlockRun).end - first, 1),
      this.#nextRecord(end - first - 1, -1),
    ]);
    const ids = ends.filter((place) => place >= 0 && place < count).map((place) => this.#idAt(place, "hex"));
    return { ids, rowsMax: count * ROWS_PER_ENTRY_MAX };
  }

  /** The first place from this one on, in one direction, that is no header's; it may lie outside of the stretch. */
  #nextRecord(place: number, step: 1 | -1): number {
    let next = place;
    while (this.#headers.has(next)) next += step;
    return next;
  }

  /** Evidence of an entry of the stretch, or of none. */
  takeEvidence(row: BinaryRow, evidence: EvidenceBytes): void {
    const place = this.#placeOf(row);
    if (place === undefined) return;
    this.#next = this.#nextRecord(place + 1, 1);
    this.#isSound &&= Number.isNaN(this.#received[place]) && this.#isEntryOf(row, place, evidence.check(row));
    if (!this.#isSound) return;
    this.#received[place] = millisecondsOf(row, RECEIVED_AT);
    this.#sequences[this.#evidence] = bigintOf(row, SEQUENCE);
    this.#hasFiles ||= isContentKept(row);
    this.#evidence += 1;
  }

  #placeOf(row: BinaryRow): number | undefined {
    if (row.length(ID) !== UUID_BYTES) return undefined;
    const next = this.#next * UUID_BYTES;
    if (isSameAt(row.view, row.start(ID), this.#idWords, next, UUID_BYTES)) return this.#next;
    this.#places ??= new Map(Array.from(this.#heights, (_, place) => [this.#idAt(place, "latin1"), place]));
    return this.#places.get(row.field(ID).toString("latin1"));
  }

  #idAt(place: number, encoding: "hex" | "latin1"): string {
    return this.#ids.toString(encoding, place * UUID_BYTES, (place + 1) * UUID_BYTES);
  }

  /** Whether the entry is that of this record, and its leaf hash that of the entry. */
  #isEntryOf(row: BinaryRow, place: number, recordHash: string | undefined): boolean {
    const input = row.length(KIND) < 0 ? LEAF_INPUTS.get(row.length(TYPE)) : CONTENT_LEAF_INPUT;
    if (recordHash === undefined || input === undefined) return false;
    const { bytes, entry } = input;
    bytes.write(recordHash, bytes.length - 1 - DIGEST_CHARS, DIGEST_CHARS, "latin1");
    return (
      this.#lengths[place] === entry.byteLength &&
      standsAt(this.#texts, place * ENTRY_BYTES_MAX, entry) &&
      isTextAt(this.#leaves, place * DIGEST_BYTES, hash("sha256", bytes, "binary"))
    );
  }

  result(): SoundStretch | undefined {
    if (!this.isComplete || this.#evidence !== this.#entries - this.#headers.size) return undefined;
    const tiles = Buffer.from(new ArrayBuffer(Math.floor(this.#range.count / TILE_WIDTH) * DIGEST_BYTES));
    for (let at = 0; at < tiles.length; at += DIGEST_BYTES) hashTile(this.#leaves, at * TILE_WIDTH).copy(tiles, at);
    const [leaves, runs, sequences] = [this.#leaves, this.#runs(), this.#sequences.slice(0, this.#evidence)];
    return { ...this.#range, leaves, tiles, runs, sequences, hasFiles: this.#hasFiles };
  }

  #runs(): BlockRun[] {
    const runs: BlockRun[] = [];
    for (let place = 0; place < this.#range.count; place++) {
      const height = this.#heights[place] as number;
      const received = this.#received[place] as number;
      const index = this.#range.first + place;
      if (runs.at(-1)?.height !== height) runs.push({ height, end: index, headers: [], received });
      const last = runs.at(-1) as BlockRun;
      const bytes = this.#headers.get(place);
      if (bytes) last.headers.push({ index, bytes } satisfies HeaderLeaf);
      last.end += 1;
      last.received = Math.max(last.received, received);
    }
    return runs;
  }
}
