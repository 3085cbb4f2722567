"use client";

import { useEffect, useRef, useState } from "react";
import type { BlockNews } from "#lib/features/ledger/explorer/schema/live.ts";

/** After a refusal a browser does not try again by itself. */
const RETRY_MS = 30_000;

/** waiting: for the connection, or for the page to be looked at; lost: it broke, or there is no place for now. */
export type FeedState = "waiting" | "live" | "lost" | "paused";

/**
 * Blocks as they come, by server-sent events. Closed while paused and while nobody looks at the page; what was missed
 * comes when it opens again.
 * @param options after: height of the last block known, -1 for none
 */
export function useBlockFeed(options: {
  ledger: string;
  after: number;
  paused: boolean;
  onBlock: (news: BlockNews) => void;
}): FeedState {
  const { ledger, after, paused, onBlock } = options;
  const [state, setState] = useState<FeedState>("waiting");
  const last = useRef(after);
  const hear = useRef(onBlock);
  useEffect(() => {
    hear.current = onBlock;
  }, [onBlock]);

  useEffect(() => {
    if (paused) return;
    let source: EventSource | undefined;
    let retry: ReturnType<typeof setTimeout> | undefined;
    const close = () => {
      clearTimeout(retry);
      source?.close();
      source = undefined;
    };
    const open = () => {
      close();
      if (document.hidden) return;
      const known = last.current < 0 ? "" : `?after=${last.current}`;
      const asked = new EventSource(`/api/v1/ledgers/${ledger}/events${known}`);
      source = asked;
      asked.onopen = () => setState("live");
      asked.onerror = () => {
        setState("lost");
        if (asked.readyState === EventSource.CLOSED) retry = setTimeout(open, RETRY_MS);
      };
      asked.addEventListener("block", ({ data }: MessageEvent<string>) => {
        const news = JSON.parse(data) as BlockNews;
        if (news.height <= last.current) return;
        last.current = news.height;
        hear.current(news);
      });
    };
    open();
    document.addEventListener("visibilitychange", open);
    return () => {
      document.removeEventListener("visibilitychange", open);
      close();
    };
  }, [ledger, paused]);
  return paused ? "paused" : state;
}
