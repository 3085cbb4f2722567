/** Tells an operator's URL what is wrong. Nothing is forgotten before the other side has said that it has it. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Untold } from "./state.ts";

const REQUEST_MS_MAX = 10_000;
const ATTEMPTS_MAX = 3;
const FIRST_PAUSE_MS = 500;

export interface MonitorReport {
  report: "sealbook.monitor-report/v1";
  origin: string;
  /** RFC 3339, when this was sent. */
  time: string;
  /** What was raised and what has ended since the last report that arrived. */
  events: Untold[];
  /** Keys of the alarms that are open now. */
  open: string[];
}

/** @returns why it did not arrive; undefined when it did (any status 2xx) */
export async function postReport(url: URL, report: MonitorReport, signal?: AbortSignal): Promise<string | undefined> {
  let failure = "";
  for (let attempt = 1, pause = FIRST_PAUSE_MS; attempt <= ATTEMPTS_MAX; attempt++, pause *= 2) {
    const timeout = AbortSignal.timeout(REQUEST_MS_MAX);
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(report),
        redirect: "manual",
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      await response.body?.cancel();
      if (response.ok) return undefined;
      failure = `HTTP ${response.status}`;
    } catch (error) {
      if (signal?.aborted) return "stopped";
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      failure = (cause as NodeJS.ErrnoException).code?.toString() ?? String(cause);
    }
    if (attempt < ATTEMPTS_MAX) await sleep(pause, undefined, signal ? { signal } : {}).catch(() => {});
  }
  return failure;
}
