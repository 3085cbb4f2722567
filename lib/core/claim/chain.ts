/**
 * The chain of events, as whoever holds its receipts checks it: each event's record names the one before, and the entry of whatever follows
 * an event says so blinded. An entry that follows a record which is held, and is of none that is held, is another branch, or what was left
 * out. Pure: the entries come from tiles that somebody has verified.
 */
import { sha256, toBase64, utf8 } from "../text/bytes.ts";
import { blinded, parseEntry } from "./entry.ts";
import { PREVIOUS } from "./kinds/event.ts";
import { parentsAs } from "./kinds/kind.ts";
import { linesOf, parseRecord } from "./record.ts";
import { RECORD_V2 } from "./record-v2.ts";

/** An entry that follows a held record and belongs to none that is held. */
export type Follower = {
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
    for (const record of records) this.#followed.set(afterLine(record), hashOf(record));
    this.#held = new Set(this.#followed.values());
  }

  /** What an entry follows without being held itself; undefined where it does not. */
  look(index: bigint, entry: Uint8Array): Follower | undefined {
    const parsed = parseEntry(entry);
    if (parsed?.version !== 2 || parsed.after === undefined) return undefined;
    const follows = this.#followed.get(toBase64(parsed.after));
    const record = toBase64(parsed.recordHash);
    return follows === undefined || this.#held.has(record) ? undefined : { index, follows, record };
  }
}

/** An event whose receipt is held. */
export type ChainEvent = {
  id: string;
  /** Of its record. */
  bytes: Uint8Array;
  /** Base64 SHA-256 of these. */
  record: string;
  receivedAt: string;
  /** As its record names the one before: its hash, and its blinded line. */
  previous: string | undefined;
  after: string | undefined;
  /** Of its entry, once it is anchored. */
  index: bigint | undefined;
};

/** A record of the chain, with its entry where that is known. */
export type Place = { record: string; index: bigint | undefined };

export type Chain = {
  /** Each behind the one that it names; of a fork one branch behind the other. */
  events: readonly ChainEvent[];
  /** How many of them name none before: one in one chain. */
  firsts: number;
  /** Events that others name, or that follow what is held, without being held. */
  missing: readonly (Place & { follows: string | undefined })[];
  /** Held records that more than one event follows, and which these are. */
  branches: readonly { follows: string; places: readonly Place[] }[];
  /** Events whose blinded line is not that of the event which they name: their entry says something else than their record. */
  contradicted: readonly ChainEvent[];
};

/** The event that a record is; undefined when it is none. */
export function readEvent(text: string, index: bigint | undefined): ChainEvent | undefined {
  const record = parseRecord(text);
  if (record?.record !== RECORD_V2 || record.kind !== "event") return undefined;
  const bytes = utf8(text);
  const { id, receivedAt } = record;
  const [previous] = parentsAs(record, PREVIOUS);
  return { id, bytes, record: hashOf(bytes), receivedAt, previous, after: linesOf(record)?.after, index };
}

/**
 * Puts events in their order, whatever the order in which they are given, and says what is missing or too many.
 *
 * @param followers what the ledger has besides
 */
export function assembleChain(given: readonly ChainEvent[], followers: readonly Follower[] = []): Chain {
  const held = new Map<string, ChainEvent>();
  for (const event of given) if (held.get(event.record)?.index === undefined) held.set(event.record, event);
  const all = [...held.values()];
  const lines = new Map(all.map(({ bytes, record }) => [afterLine(bytes), record]));
  const next = new Map<string, Map<string, bigint | undefined>>();
  const follow = (before: string, { record, index }: Place) => {
    const places = next.get(before) ?? new Map<string, bigint | undefined>();
    next.set(before, places.has(record) ? places : places.set(record, index));
  };
  for (const event of all) if (event.previous !== undefined) follow(event.previous, event);
  for (const follower of followers) follow(follower.follows, follower);
  const forks = [...next].filter(([, places]) => places.size > 1);
  return {
    events: inOrder(all, { held, next }),
    firsts: all.filter(({ previous }) => previous === undefined).length,
    missing: missingOf(all, { held, followers, forked: new Set(forks.map(([before]) => before)) }),
    branches: forks.map(([follows, places]) => ({
      follows,
      places: [...places].map(([record, index]) => ({ record, index })),
    })),
    contradicted: all.filter(({ previous, after }) => contradicts(previous, after && lines.get(after), held)),
  };
}

type Held = ReadonlyMap<string, ChainEvent>;

/** @param followed the held record of which an event has the line */
function contradicts(previous: string | undefined, followed: string | undefined, held: Held): boolean {
  return previous !== undefined && (held.has(previous) || followed !== undefined) && followed !== previous;
}

function inOrder(
  all: readonly ChainEvent[],
  { held, next }: { held: Held; next: ReadonlyMap<string, ReadonlyMap<string, unknown>> },
): ChainEvent[] {
  const ordered: ChainEvent[] = [];
  const waiting = all.filter(({ previous }) => previous === undefined || !held.has(previous)).reverse();
  for (let event = waiting.pop(); event; event = waiting.pop()) {
    ordered.push(event);
    const following = [...(next.get(event.record)?.keys() ?? [])].flatMap((record) => held.get(record) ?? []);
    waiting.push(...following.reverse());
  }
  return ordered;
}

function missingOf(
  all: readonly ChainEvent[],
  { held, followers, forked }: { held: Held; followers: readonly Follower[]; forked: ReadonlySet<string> },
): Chain["missing"] {
  const found = new Map(followers.map((follower) => [follower.record, follower]));
  const named = all.flatMap(({ previous }) => (previous === undefined || held.has(previous) ? [] : [previous]));
  // What follows in a fork is told as its branch.
  const alone = followers.filter(({ follows }) => !forked.has(follows)).map(({ record }) => record);
  return [...new Set([...named, ...alone])].map((record) => {
    const { index, follows } = found.get(record) ?? {};
    return { record, index, follows };
  });
}

const hashOf = (record: Uint8Array): string => toBase64(sha256(record));
const afterLine = (record: Uint8Array): string => toBase64(blinded("after", record));
