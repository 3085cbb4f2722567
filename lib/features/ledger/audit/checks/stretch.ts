/**
 * A stretch: entries whose indexes follow each other, read in bulk with their evidence and checked on the bytes. It is
 * sound, or it is not; what is wrong with one that is not, and whether anything is, only the walk row by row says.
 */
import { hash } from "node:crypto";
import type { ClientBase } from "pg";
import { ENTRY_VERSION } from "#lib/core/claim/record.ts";
import { type BinaryRow, copyOut, viewOf } from "#lib/infra/db/copy-out.ts";
import { EvidenceBytes } from "./evidence-bytes.ts";
import {
  bigintOf,
  EVIDENCE_FIELDS,
  EVIDENCE_SELECT,
  ID,
  isContentKept,
  millisecondsOf,
  RECEIVED_AT,
  SEQUENCE,
  TYPE,
  UUID_BYTES,
} from "./evidence-columns.ts";
import { DIGEST_BYTES, DIGEST_CHARS, isTextAt, standsAt, WORD_BYTES } from "./spelling.ts";
import { hashTile, TILE_WIDTH } from "./tile.ts";

/** The columns of `ledger_entry`, as they are asked for. */
const ENTRY_SELECT = "e.evidence_id, e.index, e.block_height, e.entry, e.leaf_hash";
const ENTRY_FIELDS = 5;
const [EVIDENCE_ID, INDEX, BLOCK_HEIGHT, ENTRY, LEAF_HASH] = [0, 1, 2, 3, 4] as const;
/** More than the bytes of any entry that there can be. */
const ENTRY_BYTES_MAX = 96;
const UUID_WORDS = UUID_BYTES / WORD_BYTES;

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
  /** When the last of them was received, in milliseconds since 1970. */
  received: number;
}

/** Checks stretches of one ledger, in the order in which it is asked to, on a connection that reads the audit's snapshot. */
export class StretchChecker {
  readonly #connection: ClientBase;
  readonly #ledger: string;
  readonly #evidence: EvidenceBytes;
  #last: Promise<unknown> = Promise.resolve();

  constructor({ connection, ledger }: { connection: ClientBase; ledger: string }) {
    this.#connection = connection;
    this.#ledger = connection.escapeLiteral(ledger);
    this.#evidence = new EvidenceBytes(ledger);
  }

  /** @returns undefined unless each of the entries is there, and right, and so is its evidence. */
  check(range: IndexRange): Promise<SoundStretch | undefined> {
    const checked = this.#last.then(() => this.#check(range));
    this.#last = checked;
    return checked;
  }

  async #check(range: IndexRange): Promise<SoundStretch | undefined> {
    const rows = new StretchRows(range);
    const end = range.first + range.count;
    const entries = `FROM ledger_entry e WHERE e.ledger = ${this.#ledger} AND e.index >= ${range.first} AND e.index < ${end}`;
    // Both in the order of the evidence's ids: each piece of evidence comes when it is its entry's turn.
    await copyOut(this.#connection, {
      sql: `SELECT ${ENTRY_SELECT} ${entries} ORDER BY e.evidence_id`,
      fields: ENTRY_FIELDS,
      onRow: (row) => rows.takeEntry(row),
    });
    if (!rows.isComplete) return undefined;
    await copyOut(this.#connection, {
      sql: `SELECT ${EVIDENCE_SELECT} FROM evidence v
        WHERE v.ledger = ${this.#ledger} AND v.id = ANY (ARRAY(SELECT e.evidence_id ${entries})) ORDER BY v.id`,
      fields: EVIDENCE_FIELDS,
      onRow: (row) => rows.takeEvidence(row, this.#evidence),
    });
    return rows.result();
  }
}

/** What a leaf of one type hashes: a zero byte and the entry (RFC 6962 section 2.1), with a gap for the record's hash. */
interface LeafInput {
  bytes: Buffer;
  entry: DataView;
}

function leafInput(type: string): LeafInput {
  const bytes = Buffer.from(`\0${ENTRY_VERSION}\n${type}\n${"=".repeat(DIGEST_CHARS)}\n`);
  return { bytes, entry: viewOf(bytes.subarray(1)) };
}

/** The types that `checkEvidence` knows, by the length of their names. */
const LEAF_INPUTS = new Map(["file", "digest"].map((type) => [type.length, leafInput(type)]));

/** The rows of one stretch, as they come in. */
class StretchRows {
  readonly #range: IndexRange;
  #entries = 0;
  #evidence = 0;
  #isSound = true;
  #hasFiles = false;
  /** In the order of the evidence's ids: those ids by four bytes each, the entries, their lengths, and their places in the stretch. */
  readonly #ids: Int32Array;
  readonly #texts: DataView;
  readonly #lengths: Uint8Array;
  readonly #places: Int32Array;
  /** By their places: the leaf hashes, the heights of the blocks (-1 where no entry came), the times. */
  readonly #leaves: Buffer;
  readonly #leafWords: DataView;
  readonly #heights: Float64Array;
  readonly #received: Float64Array;
  readonly #sequences: Float64Array;

  constructor(range: IndexRange) {
    const { count } = range;
    this.#range = range;
    this.#ids = new Int32Array(count * UUID_WORDS);
    this.#texts = new DataView(new ArrayBuffer(count * ENTRY_BYTES_MAX));
    this.#lengths = new Uint8Array(count);
    this.#places = new Int32Array(count);
    this.#leaves = Buffer.from(new ArrayBuffer(count * DIGEST_BYTES));
    this.#leafWords = viewOf(this.#leaves);
    this.#heights = new Float64Array(count).fill(-1);
    this.#received = new Float64Array(count);
    this.#sequences = new Float64Array(count);
  }

  get isComplete(): boolean {
    return this.#isSound && this.#entries === this.#range.count;
  }

  takeEntry(row: BinaryRow): void {
    const at = this.#entries;
    this.#entries += 1;
    const place = bigintOf(row, INDEX) - this.#range.first;
    const height = bigintOf(row, BLOCK_HEIGHT);
    this.#isSound &&=
      this.#heights[place] === -1 && // also where two have the same index
      height >= 0 &&
      Number.isSafeInteger(height) &&
      row.length(EVIDENCE_ID) === UUID_BYTES &&
      row.length(ENTRY) >= 0 &&
      row.length(ENTRY) <= ENTRY_BYTES_MAX &&
      row.length(LEAF_HASH) === DIGEST_BYTES;
    if (!this.#isSound) return;
    this.#places[at] = place;
    this.#heights[place] = height;
    this.#lengths[at] = row.length(ENTRY);
    for (let word = 0; word < UUID_WORDS; word++) this.#ids[at * UUID_WORDS + word] = wordOf(row, EVIDENCE_ID, word);
    copyTo(this.#texts, at * ENTRY_BYTES_MAX, row, ENTRY);
    copyTo(this.#leafWords, place * DIGEST_BYTES, row, LEAF_HASH);
  }

  takeEvidence(row: BinaryRow, evidence: EvidenceBytes): void {
    const at = this.#evidence;
    this.#evidence += 1;
    this.#isSound &&= at < this.#entries && this.#isEntryOf(row, at, evidence.check(row));
    if (!this.#isSound) return;
    this.#received[this.#places[at] as number] = millisecondsOf(row, RECEIVED_AT);
    this.#sequences[at] = bigintOf(row, SEQUENCE);
    this.#hasFiles ||= isContentKept(row);
  }

  /** Whether entry `at` is that of this record, and its leaf hash that of the entry. */
  #isEntryOf(row: BinaryRow, at: number, recordHash: string | undefined): boolean {
    const input = LEAF_INPUTS.get(row.length(TYPE));
    if (recordHash === undefined || input === undefined) return false;
    const { bytes, entry } = input;
    bytes.write(recordHash, bytes.length - 1 - DIGEST_CHARS, DIGEST_CHARS, "latin1");
    return (
      this.#isIdOf(row, at) &&
      this.#lengths[at] === entry.byteLength &&
      standsAt(this.#texts, at * ENTRY_BYTES_MAX, entry) &&
      isTextAt(this.#leaves, (this.#places[at] as number) * DIGEST_BYTES, hash("sha256", bytes, "binary"))
    );
  }

  #isIdOf(row: BinaryRow, at: number): boolean {
    if (row.length(ID) !== UUID_BYTES) return false;
    for (let word = 0; word < UUID_WORDS; word++)
      if (this.#ids[at * UUID_WORDS + word] !== wordOf(row, ID, word)) return false;
    return true;
  }

  result(): SoundStretch | undefined {
    if (!this.isComplete || this.#evidence !== this.#entries) return undefined;
    const tiles = Buffer.from(new ArrayBuffer(Math.floor(this.#range.count / TILE_WIDTH) * DIGEST_BYTES));
    for (let at = 0; at < tiles.length; at += DIGEST_BYTES) hashTile(this.#leaves, at * TILE_WIDTH).copy(tiles, at);
    const sequences = this.#sequences.sort();
    return { ...this.#range, leaves: this.#leaves, tiles, runs: this.#runs(), sequences, hasFiles: this.#hasFiles };
  }

  #runs(): BlockRun[] {
    const runs: BlockRun[] = [];
    for (let place = 0; place < this.#range.count; place++) {
      const height = this.#heights[place] as number;
      const received = this.#received[place] as number;
      if (runs.at(-1)?.height !== height) runs.push({ height, end: this.#range.first + place, received });
      const last = runs.at(-1) as BlockRun;
      last.end += 1;
      last.received = Math.max(last.received, received);
    }
    return runs;
  }
}

/** Four bytes of a field, of which there have to be as many. */
function wordOf(row: BinaryRow, field: number, word: number): number {
  return row.view.getInt32(row.start(field) + word * WORD_BYTES);
}

function copyTo(target: DataView, at: number, row: BinaryRow, field: number): void {
  const { view } = row;
  const start = row.start(field);
  const length = row.length(field);
  let next = 0;
  for (; next + WORD_BYTES <= length; next += WORD_BYTES) target.setInt32(at + next, view.getInt32(start + next));
  for (; next < length; next++) target.setUint8(at + next, view.getUint8(start + next));
}
