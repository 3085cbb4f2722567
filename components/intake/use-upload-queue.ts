"use client";

import { useEffect, useState, useSyncExternalStore } from "react";
import type { UploadItem } from "./upload-item.ts";
import type { UploadQueue } from "./upload-queue.ts";
import { uploadQueueOf } from "./upload-queue-of.ts";

const NOTHING: readonly UploadItem[] = [];

/** The queue of this tab and its items. @param intake largest file, and whether digests are stated by SM3 as well */
export function useUploadQueue(
  scope: string,
  { bytesMax, alsoSm3 }: { bytesMax: number; alsoSm3: boolean },
): { queue: UploadQueue; items: readonly UploadItem[] } {
  const [queue] = useState(() => uploadQueueOf(scope, bytesMax));
  useEffect(() => {
    queue.alsoSm3 = alsoSm3;
  }, [queue, alsoSm3]);
  const items = useSyncExternalStore(queue.subscribe, queue.snapshot, () => NOTHING);
  return { queue, items };
}
