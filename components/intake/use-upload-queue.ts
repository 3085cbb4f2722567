"use client";

import { useState, useSyncExternalStore } from "react";
import type { UploadItem } from "./upload-item.ts";
import type { UploadQueue } from "./upload-queue.ts";
import { uploadQueueOf } from "./upload-queue-of.ts";

const NOTHING: readonly UploadItem[] = [];

/** The queue of this tab and its items. */
export function useUploadQueue(scope: string, bytesMax: number): { queue: UploadQueue; items: readonly UploadItem[] } {
  const [queue] = useState(() => uploadQueueOf(scope, bytesMax));
  const items = useSyncExternalStore(queue.subscribe, queue.snapshot, () => NOTHING);
  return { queue, items };
}
