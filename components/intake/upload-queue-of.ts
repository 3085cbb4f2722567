import { UploadJournal } from "./upload-journal.ts";
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
    current = { scope, queue: new UploadQueue({ bytesMax, journal: new UploadJournal(scope, tabStorage()) }) };
  }
  return current.queue;
}

/** undefined where the browser keeps nothing for this site. */
function tabStorage(): Storage | undefined {
  try {
    return window.sessionStorage;
  } catch {
    return undefined;
  }
}
