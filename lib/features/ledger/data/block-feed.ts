/**
 * Blocks as they come. All who follow in a process share one LISTEN connection and one query a look, so that a thousand
 * open pages cost the database as much as one.
 */
import { type Listener, listen } from "#lib/infra/db/listen.ts";
import { listBlocks } from "../data.ts";
import { BLOCK_CHANNEL, type Block } from "../types.ts";
import { readWaiting, type Waiting } from "./figures.ts";

/** Who follows in one process, and how many of them from one address: people behind one office share it. */
const FOLLOWERS_MAX = 1_000;
const FOLLOWERS_OF_CALLER_MAX = 50;
/** Notices are only hints: this often everybody is brought up to date anyway. */
const LOOK_INTERVAL_MS = 5_000;
/** The connection is given up when nobody has followed for this long. */
const IDLE_MS = 30_000;
/** Who comes back after longer misses the older ones: what it holds is a page of the newest. */
const CAUGHT_UP_BLOCKS_MAX = 64;

export interface FeedNews {
  block: Block;
  waiting: Waiting;
}

interface Follower {
  ledger: string;
  caller: string;
  /** Height of the last block it was told. */
  height: bigint;
  tell(news: FeedNews): void;
  end(): void;
}

const followers = new Set<Follower>();
let listener: Promise<Listener | undefined> | undefined;
let looking = false;
let lookAgain = false;
let interval: NodeJS.Timeout | undefined;
let idle: NodeJS.Timeout | undefined;
let stopping = false;
let hearing = false;

/**
 * Tells each block above `after` once, in order of height, beginning with what is there already.
 *
 * @param options caller: whose places are counted together; tell must not block; end: called once, when the process stops
 * @returns what ends it; undefined when no place is free
 */
export function followBlocks(options: {
  ledger: string;
  caller: string;
  /** Height of the last block known; -1 for none. */
  after: bigint;
  tell: (news: FeedNews) => void;
  end: () => void;
}): (() => void) | undefined {
  const { after, ...who } = options;
  const same = [...followers].filter(({ caller }) => caller === who.caller).length;
  if (stopping || followers.size >= FOLLOWERS_MAX || same >= FOLLOWERS_OF_CALLER_MAX) return undefined;
  const follower: Follower = { ...who, height: after };
  followers.add(follower);
  begin();
  return () => {
    if (followers.delete(follower) && followers.size === 0) rest();
  };
}

function begin(): void {
  clearTimeout(idle);
  interval ??= setInterval(look, LOOK_INTERVAL_MS);
  listener ??= openListener();
  hearOfTheEnd();
  look();
}

function rest(): void {
  clearInterval(interval);
  interval = undefined;
  idle = setTimeout(() => {
    const open = listener;
    listener = undefined;
    void open?.then((opened) => opened?.end());
  }, IDLE_MS);
  idle.unref();
}

/** Open streams would hold up the end of the process until it cuts them: they end by themselves at the first sign. */
function hearOfTheEnd(): void {
  if (hearing) return;
  hearing = true;
  const stop = () => {
    stopping = true;
    for (const follower of followers) follower.end();
    followers.clear();
    rest();
  };
  // Whoever runs the process has handlers of its own for these; one more changes nothing else.
  for (const event of ["SIGINT", "SIGTERM", "SIGHUP", "disconnect"]) process.once(event, stop);
}

/** Without one the interval does its work; whoever follows next tries again. */
function openListener(): Promise<Listener | undefined> {
  const mine: Promise<Listener | undefined> = listen({ channel: BLOCK_CHANNEL, onNotice: look, onLost: forget }).then(
    (opened) => {
      look(); // for what was appended before the connection listened
      return opened;
    },
    () => {
      forget();
      return undefined;
    },
  );
  function forget(): void {
    if (listener === mine) listener = undefined;
  }
  return mine;
}

/** One look for all who follow; asked for again meanwhile, it runs once more. */
function look(): void {
  if (looking) {
    lookAgain = true;
    return;
  }
  if (followers.size === 0) return;
  looking = true;
  lookAgain = false;
  const ledgers = new Set([...followers].map(({ ledger }) => ledger));
  Promise.all([...ledgers].map(bringUpToDate))
    .catch(() => {}) // the database is away: the interval asks again
    .finally(() => {
      looking = false;
      if (lookAgain) look();
    });
}

async function bringUpToDate(ledger: string): Promise<void> {
  const all = await listBlocks({ ledger, limit: CAUGHT_UP_BLOCKS_MAX });
  const newest = all[0]?.height;
  const behind = [...followers].filter((follower) => follower.ledger === ledger && follower.height < (newest ?? -1n));
  if (newest === undefined || behind.length === 0) return;
  const waiting = await readWaiting(ledger);
  for (const block of all.toReversed()) {
    for (const follower of behind) {
      if (block.height <= follower.height || !followers.has(follower)) continue;
      follower.height = block.height;
      follower.tell({ block, waiting });
    }
  }
}
