"use client";

import { useEffect, useState, useSyncExternalStore } from "react";
import { countItems, type UploadItem } from "./upload-item.ts";
import { UploadQueue } from "./upload-queue.ts";

const NOTHING: readonly UploadItem[] = [];

/** The queue of this page and its items; asks before the page is left while something is under way. */
export function useUploadQueue(bytesMax: number): { queue: UploadQueue; items: readonly UploadItem[] } {
  const [queue] = useState(() => new UploadQueue(bytesMax));
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
