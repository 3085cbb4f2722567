/** Blocks as server-sent events (HTML standard, section 9.2): `event: block`, whose id is the block's height. */
import { toHex } from "#lib/core/text/bytes.ts";
import type { BlockNews } from "../schema/live.ts";
import { type FeedNews, followBlocks } from "./block-feed.ts";

/** Keeps proxies, and our own server, from taking a quiet connection for a dead one. */
const HEARTBEAT_MS = 20_000;
/** When a browser tries again after the connection broke. */
const RETRY_MS = 3_000;
/** Events that a client may have left unread; one that is slower is cut off and comes back with its Last-Event-ID. */
const UNREAD_MAX = 128;

/**
 * A stream of the blocks above `after`. It ends when the client leaves (`signal`), reads too slowly, or the process stops.
 * @param options after: height of the last block that the client knows, -1 for none
 * @returns undefined when no place is free
 */
export function openEventStream(options: {
  ledger: string;
  caller: string;
  after: bigint;
  signal: AbortSignal;
}): ReadableStream<Uint8Array> | undefined {
  const { ledger, caller, after, signal } = options;
  const encoder = new TextEncoder();
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let heartbeat: NodeJS.Timeout | undefined;
  const send = (text: string) => {
    if (!controller) return;
    if ((controller.desiredSize ?? 0) <= 0) return end();
    controller.enqueue(encoder.encode(text));
  };
  const leave = followBlocks({ ledger, caller, after, tell: (news) => send(eventOf(news)), end });
  if (!leave) return undefined;
  function end(): void {
    leave?.();
    clearInterval(heartbeat);
    signal.removeEventListener("abort", end);
    const open = controller;
    controller = undefined;
    open?.close();
  }
  const start = (opened: ReadableStreamDefaultController<Uint8Array>) => {
    controller = opened;
    send(`retry: ${RETRY_MS}\n\n`);
    heartbeat = setInterval(() => send(": still here\n\n"), HEARTBEAT_MS);
    signal.addEventListener("abort", end, { once: true });
    if (signal.aborted) end();
  };
  const cancel = () => {
    controller = undefined; // closed already
    end();
  };
  return new ReadableStream({ start, cancel }, new CountQueuingStrategy({ highWaterMark: UNREAD_MAX }));
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
