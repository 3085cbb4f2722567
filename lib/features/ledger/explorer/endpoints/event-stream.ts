/** Blocks as server-sent events (HTML standard, section 9.2): `event: block`, whose id is the block's height. */
import { Readable } from "node:stream";
import { toHex } from "#lib/core/text/bytes.ts";
import { type FeedNews, followBlocks } from "../rows/block-feed.ts";
import type { BlockNews } from "../schema/live.ts";

/** Keeps proxies, and our own server, from taking a quiet connection for a dead one. */
const HEARTBEAT_MS = 20_000;
/** When a browser tries again after the connection broke. */
const RETRY_MS = 3_000;
/** Events that a client may have left unread; one that is slower is cut off and comes back with its Last-Event-ID. */
const UNREAD_MAX = 128;

/**
 * A stream of the blocks above `after`. It ends when it is destroyed, is read too slowly, or the process stops.
 *
 * @param options after: height of the last block that the client knows, -1 for none
 * @returns undefined when no place is free
 */
export function openEventStream(options: { ledger: string; caller: string; after: bigint }): Readable | undefined {
  const stream = new Readable({
    objectMode: true,
    highWaterMark: UNREAD_MAX,
    read() {},
    destroy(error, done) {
      rest();
      done(error);
    },
  });
  const leave = followBlocks({ ...options, tell: (news) => send(eventOf(news)), end });
  if (!leave) return undefined;
  send(`retry: ${RETRY_MS}\n\n`);
  const heartbeat = setInterval(() => send(": still here\n\n"), HEARTBEAT_MS);
  function send(text: string): void {
    if (stream.readableLength >= UNREAD_MAX) end();
    else stream.push(text);
  }
  function end(): void {
    rest();
    stream.push(null);
  }
  function rest(): void {
    leave?.();
    clearInterval(heartbeat);
  }
  return stream;
}

function eventOf({ block, waiting }: FeedNews): string {
  const news: BlockNews = {
    height: Number(block.height),
    time: block.time.toISOString(),
    leafCount: block.leafCount,
    treeSize: Number(block.treeSize),
    root: toHex(block.root),
    checkpoint: block.checkpoint,
    waiting: waiting.count,
  };
  return `event: block\nid: ${block.height}\ndata: ${JSON.stringify(news)}\n\n`;
}
