/** An answer as endpoints give it, before it is sent. */
import type { Readable } from "node:stream";

export interface Answer {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** A stream is read as fast as it is taken, and destroyed when nobody takes it any more. */
  payload: string | Uint8Array | Readable | undefined;
}
