/** One wide line for each request, as JSON on standard output. It names who asked and what came of it, never a secret. */

import { logEvent } from "#lib/infra/telemetry/log.ts";

/** What is learnt of a request while it is handled. */
export interface RequestFacts {
  /** Kind and id of the caller; absent when nobody had to say who they are. */
  actor?: string;
  organisation?: string;
  /** Code of the problem that was answered. */
  code?: string;
  bytesIn?: number;
  /** What went wrong inside, for codes that are not the caller's fault. */
  error?: string;
}

export interface RequestLine extends RequestFacts {
  /** As its answer names it; absent for pages. */
  id?: string;
  method: string;
  /** Path without its query: queries carry names and digests. */
  path: string;
  status: number;
  milliseconds: number;
  address: string;
}

export function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** What opens something by itself, as it stands in an address: 32 bytes in base64url. */
const TOKEN = /(?<=\/)[\w-]{43}(?=\/|$)/g;

/** A path without what opens something by itself: whoever reads logs does not act for others. */
export const loggedPath = (path: string): string => path.replace(TOKEN, "{token}");

/** Writes the line; an error when it is our fault. */
export function logRequest(line: RequestLine): void {
  logEvent(line.status >= 500 ? "error" : "info", "http.request", { ...line, path: loggedPath(line.path) });
}
