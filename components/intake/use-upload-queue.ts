"use client";

import { useEffect, useState, useSyncExternalStore } from "react";
import { countItems, type UploadItem } from "./upload-item.ts";
import type { UploadQueue } from "./upload-queue.ts";
import { uploadQueueOf } from "./upload-queue-of.ts";

const NOTHING: readonly UploadItem[] = [];

/** The queue of this tab and its items; asks before the tab is closed while something is unfinished. */
export function useUploadQueue(scope: string, bytesMax: number): { queue: UploadQueue; items: readonly UploadItem[] } {
  const [queue] = useState(() => uploadQueueOf(scope, bytesMax));
  const items = useSyncExternalStore(queue.subscribe, queue.snapshot, () => NOTHING);
  const { busy, hashed } = countItems(items);
  const unfinished = busy + hashed > 0;

  useEffect(() => {
    if (!unfinished) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [unfinished]);

  return { queue, items };
}
