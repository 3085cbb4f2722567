/**
 * The chain of events, as whoever holds its receipts checks it: each event's record names the one before, and the entry of whatever follows
 * an event says so blinded. An entry that follows a record which is held, and is of none that is held, is another branch, or what was left
 * out. Pure: the entries come from tiles that somebody has verified.
 */
import { sha256, toBase64 } from "../text/bytes.ts";
import { blinded, parseEntry } from "./entry.ts";

/** An entry that follows a held record and belongs to none that is held. */
export type Branch = {
  index: bigint;
  /** Base64 SHA-256 of the record that it follows, which is held. */
  follows: string;
  /** Base64 SHA-256 of its own record. */
  record: string;
};

export class ChainWatch {
  /** By the line of whoever follows it. */
  readonly #followed = new Map<string, string>();
  readonly #held: ReadonlySet<string>;

  /** @param records bytes of the records whose receipts are held, in any order */
  constructor(records: readonly Uint8Array[]) {
    for (const record of records) {
      this.#followed.set(toBase64(blinded("after", record)), toBase64(sha256(record)));
    }
    this.#held = new Set(this.#followed.values());
  }

  /** Whether an entry is a branch that the holder does not know; undefined where it is not. */
  look(index: bigint, entry: Uint8Array): Branch | undefined {
    const parsed = parseEntry(entry);
    if (parsed?.version !== 2 || parsed.after === undefined) return undefined;
    const follows = this.#followed.get(toBase64(parsed.after));
    const record = toBase64(parsed.recordHash);
    return follows === undefined || this.#held.has(record) ? undefined : { index, follows, record };
  }
}
