/** Blocks as they come: all who follow in a process share one watch and one query a look. */

import { listBlocks } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { BLOCK_CHANNEL, type Block } from "#lib/features/ledger/sealing/types.ts";
import { createWatch } from "#lib/infra/db/watch.ts";
import { stopping } from "#lib/infra/http/stopping.ts";
import { readWaiting, type Waiting } from "./figures.ts";

/** Who follows in one process, and how many of them from one address: people behind one office share it. */
const FOLLOWERS_MAX = 1_000;
const FOLLOWERS_OF_CALLER_MAX = 50;
/** Notices are only hints: this often everybody is brought up to date anyway. */
const LOOK_INTERVAL_MS = 5_000;
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
const watch = createWatch({ channel: BLOCK_CHANNEL, intervalMs: LOOK_INTERVAL_MS, look });
// Open streams would hold up the end of the process until it cuts them: they end by themselves at the first sign.
stopping.addEventListener("abort", () => {
  for (const follower of followers) follower.end();
  followers.clear();
  watch.rest();
});

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
  if (stopping.aborted || followers.size >= FOLLOWERS_MAX || same >= FOLLOWERS_OF_CALLER_MAX) return undefined;
  const follower: Follower = { ...who, height: after };
  followers.add(follower);
  watch.begin();
  return () => {
    if (followers.delete(follower) && followers.size === 0) watch.rest();
  };
}

/** One look for all who follow. */
async function look(): Promise<void> {
  const ledgers = new Set([...followers].map(({ ledger }) => ledger));
  await Promise.all([...ledgers].map(bringUpToDate));
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
