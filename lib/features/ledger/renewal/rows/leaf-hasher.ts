/**
 * Leaves of a renewed tree, hashed from the rows in bulk: `encodeRenewedLeaf` of lib/core/renewal, on the bytes as the database sends them.
 * Native hashing and no object a row make the difference between minutes and hours; a test holds both to the same bytes.
 */
import { hash } from "node:crypto";
import type { ClientBase } from "pg";
import { type BinaryRow, copyOut } from "#lib/infra/db/copy-out.ts";

export const DIGEST_BYTES = 32;
export const TILE_WIDTH = 256;
const UUID_BYTES = 16;
const NONE = "-";
/** More than any leaf but that of the largest statement of somebody else. */
const LEAF_BYTES = 8_192;
const SECOND_DIGEST = Buffer.from('"sha3-256":"');

const ENTRY_FIELDS = 3;
const [EVIDENCE_ID, INDEX, ENTRY] = [0, 1, 2] as const;
const EVIDENCE_FIELDS = 4;
const [ID, RECORD, DETAILS, SHA3] = [0, 1, 2, 3] as const;

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
    const end = range.first + range.count;
    const entries = `FROM ledger_entry e WHERE e.ledger = ${this.#ledger} AND e.index >= ${range.first} AND e.index < ${end}`;
    // Both in the order of the evidence's ids: each piece of evidence comes when it is its entry's turn.
    await copyOut(this.#connection, {
      sql: `SELECT e.evidence_id, e.index, e.entry ${entries} ORDER BY e.evidence_id`,
      fields: ENTRY_FIELDS,
      onRow: (row) => leaves.takeEntry(row),
    });
    await copyOut(this.#connection, {
      sql: `SELECT v.id, v.record, v.details, CASE WHEN v.content_kept THEN (SELECT d.sha3 FROM content_digest d
          WHERE d.organisation_id = v.organisation_id AND d.sha256 = v.sha256) END
        FROM evidence v WHERE v.id = ANY (ARRAY(SELECT e.evidence_id ${entries})) ORDER BY v.id`,
      fields: EVIDENCE_FIELDS,
      onRow: (row) => leaves.takeEvidence(row),
    });
    return leaves.result();
  }
}

interface Entry {
  id: Buffer | undefined;
  place: number;
  bytes: Buffer;
}

class Leaves {
  readonly #range: LeafRange;
  /** In the order of the evidence's ids; those without evidence come last. */
  readonly #entries: Entry[] = [];
  #evidence = 0;
  #leaf = Buffer.allocUnsafe(LEAF_BYTES);
  /** By their places. */
  readonly #attested: string[];
  readonly #hashes: Buffer;
  readonly #contents: Buffer;
  readonly #details: Buffer;
  readonly #contentCounts: number[];
  readonly #recordCounts: number[];

  constructor(range: LeafRange) {
    this.#range = range;
    const tiles = Math.ceil(range.count / TILE_WIDTH);
    const digests = () => Buffer.from(new ArrayBuffer(range.count * DIGEST_BYTES));
    this.#attested = attestedOf(range);
    this.#hashes = digests();
    this.#contents = digests();
    this.#details = digests();
    this.#contentCounts = new Array(tiles).fill(0);
    this.#recordCounts = new Array(tiles).fill(0);
  }

  takeEntry(row: BinaryRow): void {
    const place = row.view.getInt32(row.start(INDEX)) * 2 ** 32 + row.view.getUint32(row.start(INDEX) + 4);
    this.#entries.push({
      id: row.length(EVIDENCE_ID) < 0 ? undefined : Buffer.from(row.field(EVIDENCE_ID)),
      place: place - this.#range.first,
      bytes: Buffer.from(row.field(ENTRY)),
    });
  }

  takeEvidence(row: BinaryRow): void {
    const entry = this.#entries[this.#evidence];
    this.#evidence += 1;
    if (entry?.id?.compare(row.bytes, row.start(ID), row.start(ID) + UUID_BYTES) !== 0) {
      throw new Error('An entry has no evidence: run "sealbook audit".');
    }
    if (!statesRecord(entry.bytes, row)) {
      const index = this.#range.first + entry.place;
      throw new Error(`Entry ${index} does not state the hash of its record: run "sealbook audit".`);
    }
    this.#put(entry, row);
  }

  /** One string and two copies a leaf: what makes it slow is the number of calls. */
  #put({ place, bytes: entry }: Entry, row: BinaryRow | undefined): void {
    const at = place * DIGEST_BYTES;
    const tile = Math.floor(place / TILE_WIDTH);
    const content = row && contentOf(row);
    const details = row && hash("sha3-256", row.field(DETAILS), "base64");
    if (content) this.#contents.write(content, at, DIGEST_BYTES, "base64");
    if (details) this.#details.write(details, at, DIGEST_BYTES, "base64");
    const counts = content ? this.#contentCounts : this.#recordCounts;
    if (row) counts[tile] = (counts[tile] ?? 0) + 1;
    const head = `\0sealbook.renewed-leaf/v1\ncontent ${content ?? NONE}\ndetails ${details ?? NONE}\nattested ${this.#attested[place]}\nentry ${entry.length}\n`;
    const recordBytes = row?.length(RECORD) ?? 0;
    const length = head.length + entry.length + recordBytes;
    if (length > this.#leaf.length) this.#leaf = Buffer.allocUnsafe(length);
    this.#leaf.write(head, 0, "latin1");
    entry.copy(this.#leaf, head.length);
    row?.bytes.copy(this.#leaf, head.length + entry.length, row.start(RECORD), row.end(RECORD));
    this.#hashes.write(hash("sha3-256", this.#leaf.subarray(0, length), "binary"), at, DIGEST_BYTES, "latin1");
  }

  result(): HashedLeaves {
    const { count } = this.#range;
    for (const entry of this.#entries.slice(this.#evidence)) {
      if (entry.id) throw new Error('An entry has no evidence: run "sealbook audit".');
      this.#put(entry, undefined);
    }
    if (this.#entries.length !== count) throw new Error('Entries are missing: run "sealbook audit".');
    const roots = Buffer.from(new ArrayBuffer(Math.floor(count / TILE_WIDTH) * DIGEST_BYTES));
    for (let at = 0; at < roots.length; at += DIGEST_BYTES) hashTile(this.#hashes, at * TILE_WIDTH).copy(roots, at);
    const [contentCounts, recordCounts] = [this.#contentCounts, this.#recordCounts];
    const hasContents = contentCounts.some((each) => each > 0);
    const hasDetails = this.#evidence > 0;
    return {
      hashes: this.#hashes,
      roots,
      contents: hasContents ? this.#contents : undefined,
      details: hasDetails ? this.#details : undefined,
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

const TILE_BYTES = TILE_WIDTH * DIGEST_BYTES;
const PAIR_BYTES = 2 * DIGEST_BYTES;
/** The hashes of a tile, and after them 128, 64 … and 1 that are each of a pair. */
const levels = Buffer.alloc(2 * TILE_BYTES - DIGEST_BYTES);
const node = Buffer.alloc(1 + PAIR_BYTES, 0x01);

/** The root of 256 hashes that lie one after the other: SHA3-256(0x01 ‖ left ‖ right). */
export function hashTile(hashes: Uint8Array, from: number): Buffer {
  levels.set(hashes.subarray(from, from + TILE_BYTES));
  for (let pair = 0, parent = TILE_BYTES; parent < levels.length; pair += PAIR_BYTES, parent += DIGEST_BYTES) {
    levels.copy(node, 1, pair, pair + PAIR_BYTES);
    levels.write(hash("sha3-256", node, "binary"), parent, DIGEST_BYTES, "latin1");
  }
  return Buffer.from(levels.subarray(-DIGEST_BYTES));
}
