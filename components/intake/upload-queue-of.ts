import { tellUpload } from "./current-upload.ts";
import { countItems } from "./upload-item.ts";
import { UploadJournal } from "./upload-journal.ts";
import { progressOf } from "./upload-progress.ts";
import { UploadQueue } from "./upload-queue.ts";

let current: { scope: string; queue: UploadQueue } | undefined;

/**
 * The queue of this browser tab, which outlives the page: who looks at a record and comes back finds the list as it
 * was, still sending. Another `scope` (another person or organisation) begins with an empty one.
 */
export function uploadQueueOf(scope: string, bytesMax: number): UploadQueue {
  // A server has no files, and its module state would be everybody's.
  if (typeof window === "undefined") return new UploadQueue({ bytesMax, journal: new UploadJournal(scope, undefined) });
  if (current?.scope !== scope) {
    current?.queue.dispose();
    const queue = new UploadQueue({ bytesMax, journal: new UploadJournal(scope, tabStorage()) });
    current = { scope, queue };
    queue.subscribe(() => tellOf(queue));
  }
  return current.queue;
}

/** The rest of the site hears of it, and the tab is not closed without a question. */
function tellOf(queue: UploadQueue): void {
  const items = queue.snapshot();
  const { busy, hashed, recorded } = countItems(items);
  const isHashing = items.some(({ stage }) => stage.name === "queued" || stage.name === "hashing");
  const { paused } = progressOf(items);
  const isUnfinished = busy + hashed > 0 || isHashing;
  tellUpload(isUnfinished ? { done: recorded, total: recorded + busy, running: busy > 0, paused } : undefined);
}

/** undefined where the browser keeps nothing for this site. */
function tabStorage(): Storage | undefined {
  try {
    return window.sessionStorage;
  } catch {
    return undefined;
  }
}
