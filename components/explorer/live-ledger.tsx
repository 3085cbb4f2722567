"use client";

import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from "react";
import { recordsIn } from "#lib/core/log/records-in.ts";
import type { BlockNews } from "#lib/features/ledger/explorer/schema/live.ts";
import type { BlockRow, LedgerHeadView } from "./ledger-view.ts";
import { type FeedState, useBlockFeed } from "./use-block-feed.ts";

/** As many as a page of the list. */
const BLOCKS_SHOWN_MAX = 25;

export interface LedgerNow {
  head: LedgerHeadView;
  /** Newest first. */
  blocks: readonly BlockRow[];
  waiting: { count: number; since?: string | undefined };
}

interface Live extends LedgerNow {
  state: FeedState;
  paused: boolean;
  setPaused: (paused: boolean) => void;
  /** Decimal height above which blocks came while the page was open. */
  newAbove: string | undefined;
}

const LiveContext = createContext<Live | undefined>(undefined);

/** What the page knew when it was made, and every block since. Without script, or without news, it stays as it was. */
export function LiveLedger({ initial, children }: { initial: LedgerNow; children: ReactNode }) {
  const [now, setNow] = useState(initial);
  const [paused, setPaused] = useState(false);
  const onBlock = useCallback((news: BlockNews) => setNow((before) => withBlock(before, news)), []);
  const { name, height } = initial.head;
  const state = useBlockFeed({ ledger: name, after: height === undefined ? -1 : Number(height), paused, onBlock });
  const live = useMemo(() => ({ ...now, state, paused, setPaused, newAbove: height }), [now, state, paused, height]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

export function useLiveLedger(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error("Outside of LiveLedger.");
  return live;
}

function recordsNow({ format }: LedgerHeadView, { height, treeSize }: BlockNews): string {
  return String(recordsIn({ format, treeSize: BigInt(treeSize), blocks: BigInt(height) + 1n }));
}

function withBlock({ head, blocks }: LedgerNow, news: BlockNews): LedgerNow {
  const { time, leafCount, root, checkpoint, waiting } = news;
  const [height, treeSize] = [String(news.height), String(news.treeSize)];
  return {
    head: { ...head, height, records: recordsNow(head, news), treeSize, root, checkpoint, lastBlockTime: time },
    blocks: [{ height, time, leafCount, treeSize, root }, ...blocks].slice(0, BLOCKS_SHOWN_MAX),
    waiting: { count: waiting },
  };
}
