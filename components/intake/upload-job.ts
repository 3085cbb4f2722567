import type { Method } from "./upload-item.ts";

/** What the queue knows of a file besides what the page shows. */
export interface Job {
  /** undefined: known from before a reload, and to be chosen again. */
  file?: File;
  idempotencyKey: string;
  /** Place in the list. */
  order: number;
  method: Method;
  /** Ends the hashing or sending under way. */
  abort?: AbortController;
}
