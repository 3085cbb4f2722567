/**
 * Leaves of a renewed tree, hashed from the rows in bulk: `encodeRenewedLeaf` of lib/core/renewal, on the bytes as the database sends them.
 * Native hashing and no object a row make the difference between minutes and hours; a test holds both to the same bytes.
 */
import { hash } from "node:crypto";
import type { ClientBase } from "pg";
import { type BinaryRow, copyOut } from "#lib/infra/db/copy-out.ts";
import { DIGEST_BYTES, hashTile, TILE_WIDTH } from "./tile.ts";

const UUID_BYTES = 16;
const NONE = "-";
/** More than any leaf but that of the largest statement of somebody else. */
const LEAF_BYTES = 8_192;
/** Of most entries. */
const ENTRY_BYTES = 128;
const SECOND_DIGEST = Buffer.from('"sha3-256":"');

const ENTRY_FIELDS = 3;
const [EVIDENCE_ID, BLOCK_HEIGHT, ENTRY] = [0, 1, 2] as const;
const EVIDENCE_FIELDS = 5;
const [ID, RECORD, DETAILS, SHA3, ERASED] = [0, 1, 2, 3, 4] as const;
const ERASURE = "FROM evidence_erasure x WHERE x.evidence_id = v.id";
const EVIDENCE_SELECT = `v.id, v.record, v.details, CASE WHEN v.content_kept THEN (SELECT d.sha3 FROM content_digest d
  WHERE d.organisation_id = v.organisation_id AND d.sha256 = v.sha256)
  WHEN v.is_erased THEN (SELECT x.content_sha3 ${ERASURE}) END,
  CASE WHEN v.is_erased THEN (SELECT x.details_sha3 ${ERASURE}) END`;
/** Between the numbers of a range's evidence there may be some of its neighbours; when there is more, the rest is read by its ids. */
const ROWS_PER_LEAF_MAX = 4;

/** Where what vouched for entries ends, and its digest in base64. */
export interface AttestedRun {
  end: number;
  digest: string;
}

export interface LeafRange {
  /** Index of the first leaf, a multiple of 256. */
  first: number;
  count: number;
  /** What vouched for these entries, in their order. */
  runs: AttestedRun[];
  /** Digests of contents that were bound, 32 bytes a leaf, zero where none was; without it, those that there are now. */
  contents?: Buffer;
}

/** Digests one after the other, 32 bytes each; zero where a leaf has none, undefined where none has one. */
export interface HashedLeaves {
  hashes: Uint8Array;
  /** Of the full tiles of 256. */
  roots: Uint8Array;
  contents: Uint8Array | undefined;
  details: Uint8Array | undefined;
  /** A number a tile. */
  contentCounts: number[];
  recordCounts: number[];
}

/** Hashes ranges of leaves of one ledger, one after the other, on a connection of its own. */
export class LeafHasher {
  readonly #connection: ClientBase;
  readonly #ledger: string;
  #last: Promise<unknown> = Promise.resolve();

  constructor({ connection, ledger }: { connection: ClientBase; ledger: string }) {
    this.#connection = connection;
    this.#ledger = connection.escapeLiteral(ledger);
  }

  /** @throws {Error} when an entry is not there, or does not state the hash of its record. */
  hash(range: LeafRange): Promise<HashedLeaves> {
    const hashed = this.#last.then(() => this.#hash(range));
    this.#last = hashed.catch(() => {});
    return hashed;
  }

  async #hash(range: LeafRange): Promise<HashedLeaves> {
    const leaves = new Leaves(range);
    const { first, count } = range;
    await copyOut(this.#connection, {
      sql: `SELECT e.evidence_id, e.block_height, e.entry FROM ledger_entry e
        WHERE e.ledger = ${this.#ledger} AND e.index >= ${first} AND e.index < ${first + count} ORDER BY e.index`,
      fields: ENTRY_FIELDS,
      onRow: (row) => leaves.takeEntry(row),
    });
    const ends = leaves.ends();
    // As it was numbered, which is how blocks take it; a row by its id costs twice as much.
    if (ends.length > 0) {
      const numbers = `FROM evidence o WHERE o.id IN (${quoted(ends)})`;
      await this.#readEvidence(leaves, {
        where: `v.ledger = ${this.#ledger} AND v.sequence >= (SELECT min(o.sequence) ${numbers})
          AND v.sequence <= (SELECT max(o.sequence) ${numbers}) ORDER BY v.sequence LIMIT ${count * ROWS_PER_LEAF_MAX}`,
      });
    }
    const missing = leaves.missing();
    if (missing.length > 0) await this.#readEvidence(leaves, { where: `v.id IN (${quoted(missing)})` });
    return leaves.result();
  }

  async #readEvidence(leaves: Leaves, { where }: { where: string }): Promise<void> {
    await copyOut(this.#connection, {
      sql: `SELECT ${EVIDENCE_SELECT} FROM evidence_whole v WHERE ${where}`,
      fields: EVIDENCE_FIELDS,
      onRow: (row) => leaves.takeEvidence(row),
    });
  }
}

const quoted = (ids: readonly string[]): string => `'${ids.join("', '")}'`;

/** The rows of one range, as they come in. */
class Leaves {
  readonly #range: LeafRange;
  #count = 0;
  /** By place: the ids of the evidence, whether there is one, whether it came, the blocks, and where the entries end in `texts`. */
  readonly #ids: Buffer;
  readonly #hasEvidence: Uint8Array;
  readonly #isDone: Uint8Array;
  readonly #heights: Float64Array;
  readonly #ends: Int32Array;
  #texts: Buffer;
  #leaf = Buffer.allocUnsafe(LEAF_BYTES);
  /** By place too. */
  readonly #attested: string[];
  readonly #hashes: Buffer;
  readonly #contents: Buffer;
  readonly #details: Buffer;
  readonly #contentCounts: number[];
  readonly #recordCounts: number[];
  /** Where the next piece of evidence belongs if it follows the last one; and where any does, once one did not. */
  #next = 0;
  #places: Map<string, number> | undefined;

  constructor(range: LeafRange) {
    const { count } = range;
    this.#range = range;
    const tiles = Math.ceil(count / TILE_WIDTH);
    const digests = () => Buffer.from(new ArrayBuffer(count * DIGEST_BYTES));
    this.#ids = Buffer.alloc(count * UUID_BYTES);
    this.#hasEvidence = new Uint8Array(count);
    this.#isDone = new Uint8Array(count);
    this.#heights = new Float64Array(count);
    this.#ends = new Int32Array(count);
    this.#texts = Buffer.allocUnsafe(count * ENTRY_BYTES);
    this.#attested = attestedOf(range);
    this.#hashes = digests();
    this.#contents = digests();
    this.#details = digests();
    this.#contentCounts = new Array(tiles).fill(0);
    this.#recordCounts = new Array(tiles).fill(0);
  }

  takeEntry(row: BinaryRow): void {
    const place = this.#count;
    this.#count += 1;
    if (place >= this.#range.count) throw new Error('Entries stand twice: run "sealbook audit".');
    const from = this.#startOf(place);
    const end = from + row.length(ENTRY);
    if (end > this.#texts.length) this.#texts = Buffer.concat([this.#texts], 2 * end);
    row.bytes.copy(this.#texts, from, row.start(ENTRY), row.end(ENTRY));
    this.#ends[place] = end;
    this.#heights[place] = Number(row.view.getBigInt64(row.start(BLOCK_HEIGHT)));
    if (row.length(EVIDENCE_ID) !== UUID_BYTES) return;
    this.#hasEvidence[place] = 1;
    row.bytes.copy(this.#ids, place * UUID_BYTES, row.start(EVIDENCE_ID), row.end(EVIDENCE_ID));
  }

  #startOf(place: number): number {
    return place === 0 ? 0 : (this.#ends[place - 1] as number);
  }

  /** Ids of the evidence with which each block's part of the range begins and ends: within a block it stands as it was numbered. */
  ends(): string[] {
    if (this.#count !== this.#range.count) throw new Error('Entries are missing: run "sealbook audit".');
    const ends: string[] = [];
    let last = -1;
    for (let place = 0; place < this.#count; place++) {
      if (this.#hasEvidence[place] !== 1) continue;
      if (last < 0 || this.#heights[last] !== this.#heights[place]) {
        if (last >= 0) ends.push(this.#idAt(last, "hex"));
        ends.push(this.#idAt(place, "hex"));
      }
      last = place;
    }
    return last < 0 ? ends : [...ends, this.#idAt(last, "hex")];
  }

  #idAt(place: number, encoding: "hex" | "latin1"): string {
    return this.#ids.toString(encoding, place * UUID_BYTES, (place + 1) * UUID_BYTES);
  }

  /** Evidence of an entry of the range, or of none. */
  takeEvidence(row: BinaryRow): void {
    const place = this.#placeOf(row);
    if (place === undefined || this.#isDone[place] === 1) return;
    this.#next = place + 1;
    const entry = this.#texts.subarray(this.#startOf(place), this.#ends[place]);
    if (!statesRecord(entry, row)) {
      throw new Error(
        `Entry ${this.#range.first + place} does not state the hash of its record: run "sealbook audit".`,
      );
    }
    this.#put(place, row);
  }

  #placeOf(row: BinaryRow): number | undefined {
    let next = this.#next;
    while (next < this.#count && this.#hasEvidence[next] !== 1) next += 1;
    const at = next * UUID_BYTES;
    if (next < this.#count && row.bytes.compare(this.#ids, at, at + UUID_BYTES, row.start(ID), row.end(ID)) === 0)
      return next;
    this.#places ??= new Map(Array.from(this.#hasEvidence, (_, place) => [this.#idAt(place, "latin1"), place]));
    return this.#places.get(row.field(ID).toString("latin1"));
  }

  /** Ids of evidence that has not come. */
  missing(): string[] {
    const ids: string[] = [];
    for (let place = 0; place < this.#count; place++) {
      if (this.#hasEvidence[place] === 1 && this.#isDone[place] !== 1) ids.push(this.#idAt(place, "hex"));
    }
    return ids;
  }

  /** One string and two copies a leaf: what makes it slow is the number of calls. */
  #put(place: number, row: BinaryRow | undefined): void {
    const at = place * DIGEST_BYTES;
    const tile = Math.floor(place / TILE_WIDTH);
    const content = row && this.#contentOf(place, row);
    const details = row && detailsOf(row);
    if (content) this.#contents.write(content, at, DIGEST_BYTES, "base64");
    if (details) this.#details.write(details, at, DIGEST_BYTES, "base64");
    const counts = content ? this.#contentCounts : this.#recordCounts;
    if (row) counts[tile] = (counts[tile] ?? 0) + 1;
    const [from, end] = [this.#startOf(place), this.#ends[place] as number];
    const entryBytes = end - from;
    const head = `\0sealbook.renewed-leaf/v1\ncontent ${content ?? NONE}\ndetails ${details ?? NONE}\nattested ${this.#attested[place]}\nentry ${entryBytes}\n`;
    const recordFrom = head.length + entryBytes;
    const length = recordFrom + (row?.length(RECORD) ?? 0);
    if (length > this.#leaf.length) this.#leaf = Buffer.allocUnsafe(length);
    this.#leaf.write(head, 0, "latin1");
    this.#texts.copy(this.#leaf, head.length, from, end);
    row?.bytes.copy(this.#leaf, recordFrom, row.start(RECORD), row.end(RECORD));
    this.#hashes.write(hash("sha3-256", this.#leaf.subarray(0, length), "binary"), at, DIGEST_BYTES, "latin1");
    this.#isDone[place] = 1;
  }

  #contentOf(place: number, row: BinaryRow): string | undefined {
    const { contents } = this.#range;
    if (contents === undefined) return contentOf(row);
    const bound = contents.subarray(place * DIGEST_BYTES, (place + 1) * DIGEST_BYTES);
    return bound.some((byte) => byte !== 0) ? bound.toString("base64") : undefined;
  }

  result(): HashedLeaves {
    const { count } = this.#range;
    if (this.missing().length > 0) throw new Error('An entry has no evidence: run "sealbook audit".');
    for (let place = 0; place < count; place++) if (this.#isDone[place] !== 1) this.#put(place, undefined);
    const roots = Buffer.from(new ArrayBuffer(Math.floor(count / TILE_WIDTH) * DIGEST_BYTES));
    for (let at = 0; at < roots.length; at += DIGEST_BYTES) hashTile(this.#hashes, at * TILE_WIDTH).copy(roots, at);
    const [contentCounts, recordCounts] = [this.#contentCounts, this.#recordCounts];
    return {
      hashes: this.#hashes,
      roots,
      contents: contentCounts.some((each) => each > 0) ? this.#contents : undefined,
      details: this.#hasEvidence.includes(1) ? this.#details : undefined,
      ...{ contentCounts, recordCounts },
    };
  }
}

/** What vouched for each entry of a range. @throws {Error} when there is none for one. */
function attestedOf({ first, count, runs }: LeafRange): string[] {
  const attested: string[] = [];
  for (const { end, digest } of runs) while (attested.length < Math.min(count, end - first)) attested.push(digest);
  if (attested.length < count) throw new Error(`Nothing is bound for entry ${first + attested.length}.`);
  return attested;
}

function detailsOf(row: BinaryRow): string {
  if (row.length(ERASED) === DIGEST_BYTES) return row.field(ERASED).toString("base64");
  return hash("sha3-256", row.field(DETAILS), "base64");
}

/** Whether the third line of an entry is the SHA-256 of the record (lib/core/claim). */
function statesRecord(entry: Buffer, row: BinaryRow): boolean {
  const line = entry.indexOf(0x0a, entry.indexOf(0x0a) + 1) + 1;
  const recordHash = hash("sha256", row.field(RECORD), "base64");
  return entry.toString("latin1", line, line + recordHash.length + 1) === `${recordHash}\n`;
}

/** In base64: of the kept content, as it was read; else as the record states it; undefined: there is none. */
function contentOf(row: BinaryRow): string | undefined {
  if (row.length(SHA3) === DIGEST_BYTES) return row.field(SHA3).toString("base64");
  const record = row.field(RECORD);
  if (!record.includes(SECOND_DIGEST)) return undefined;
  // The name may stand anywhere in a record; what it means, only the whole of it says.
  const stated: unknown = JSON.parse(record.toString("utf8")).digests?.["sha3-256"];
  return typeof stated === "string" && Buffer.from(stated, "base64").toString("base64") === stated ? stated : undefined;
}
