/**
 * Where content lies: five verbs, whatever keeps the bytes: the disk (disk/), or a bucket (s3/).
 *
 * What has to hold of every adapter: (1) `stage` writes under a random key, and once its `finish` resolves the bytes are durable
 * under that key: they survive a crash of process and machine. (2) `place` gives staged bytes their address, where they
 * are seen at once; after a crash they are at the address or still under the key, never at neither, and asked to be `durable` it resolves
 * once they stay at the address; asked without, what takes long may stay under its key. It may be repeated: that ends in the same state. Content that lies there already is replaced by what was
 * staged; a reader gets all of one or all of the other.
 * (3) `read` sees what was placed before it was called (read-after-write), and gives bytes until its stream ends although they are
 * replaced or removed meanwhile. (4) `remove` of what is not there is no error; once it resolves, nothing that was written under that key or address is left, older versions
 * included. What its keeper does not give up before a day is refused with LockedContent, before anything of it is removed. (5) `list` gives what was there when it began; it may or
 * may not give what comes later. Nothing here knows who is about to record what: that is for `features/evidence/retention`.
 *
 * No path, handle or client leaves an adapter.
 */
import type { Readable } from "node:stream";

/** What lies there may not be removed yet, by a rule of whatever keeps it: an object lock, or a hold. */
export class LockedContent extends Error {
  /** Until then; undefined: until somebody ends the hold. */
  readonly until: Date | undefined;

  constructor(until: Date | undefined) {
    super(until ? `Locked until ${until.toISOString()}.` : "On legal hold.");
    this.name = "LockedContent";
    this.until = until;
  }
}

/** Content is read and checked in chunks of so many bytes; its last is shorter. */
export const CHUNK_BYTES: number = 1024 ** 2;

/** Of content that is recorded: its digest, under the organisation that recorded it. */
export interface ContentAddress {
  organisationId: string;
  /** 32 bytes. */
  sha256: Uint8Array;
}

/** A random name, of bytes whose digest was not known when they were written. */
export interface StagedKey {
  key: string;
}

export type Stored = ContentAddress | StagedKey;

/** Bytes of content, both included. */
export interface Part {
  first: number;
  last: number;
}

export interface StoredContent {
  /** Of all of it, in bytes. */
  size: number;
  /** To be read to its end or destroyed: until then it holds a resource. */
  stream: Readable;
}

/** Bytes on their way to storage. */
export interface StagedContent {
  /**
   * Takes a chunk, whose memory may be used again once this returns.
   *
   * @returns a promise to wait for before the next chunk, when storage is behind; it rejects when writing failed.
   */
  write(chunk: Uint8Array): Promise<void> | undefined;
  /** Makes them durable. @throws {SealbookError} `storage_full` */
  finish(): Promise<StagedKey>;
  /** Gives back what writing took. To be called once nothing is written any more; safe to call twice. Removes nothing that is finished. */
  close(): Promise<void>;
}

export interface ContentStorage {
  /** @throws {SealbookError} `storage_full`; this and all below: `storage_unavailable` where the keeper does not answer */
  stage(): Promise<StagedContent>;
  /** @throws {Error} when neither the key nor the address has anything. */
  place(key: string, address: ContentAddress, options?: { durable: boolean }): Promise<void>;
  /** @param part of it, both bytes included; absent: all. @returns undefined when it is not there. */
  read(stored: Stored, part?: Part): Promise<StoredContent | undefined>;
  /** @throws {LockedContent} with the day on which it can be removed */
  remove(stored: Stored): Promise<void>;
  /** What was written last before `before`: bytes under keys, or content at addresses. */
  list(kind: "staged", options: { before: Date }): AsyncIterable<StagedKey>;
  list(kind: "placed", options: { before: Date }): AsyncIterable<ContentAddress>;
}
