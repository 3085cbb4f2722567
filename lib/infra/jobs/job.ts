/** What the worker does again and again: each feature declares its own. */

import { traceRound } from "#lib/infra/telemetry/traces.ts";
import type { Backoff } from "./backoff.ts";
import { loop, type Next } from "./loop.ts";

export interface Job {
  /** For the log. */
  name: string;
  /** Milliseconds from the beginning of one round to the beginning of the next. */
  every: number;
  /** A channel of PostgreSQL whose notices begin a round at once. */
  wake?: string;
  /** How long it rests after rounds that failed; never shorter than usual. */
  trouble?: Backoff;
  /** Whether it can be begun at all. @throws when what it is configured with cannot be used: the worker does not start then. */
  check?: () => void;
  /** Once, before the first round; what fails is tried again like a round. */
  prepare?: () => Promise<void>;
  /** One round. @returns when there is more to do, if not at the usual time */
  work: (options: { signal: AbortSignal }) => Promise<Next>;
  /** Once, after the last round. */
  end?: () => Promise<void>;
}

export function job(definition: Job): Job {
  return definition;
}

/** Runs a job until the signal aborts or nothing is left to do; never rejects. `onReady`: it has prepared. */
export async function runJob(
  { name, every: everyMs, wake, trouble, prepare, work, end }: Job,
  { signal, onReady = () => {} }: { signal: AbortSignal; onReady?: () => void },
): Promise<void> {
  let prepared = false;
  const round = async (): Promise<Next> => {
    if (!prepared) {
      await prepare?.();
      prepared = true;
      onReady();
    }
    return await traceRound(name, () => work({ signal }));
  };
  await loop({ name, signal, everyMs, wake, trouble, round }).ended;
  await end?.();
}

/** Runs all of them side by side until the signal aborts. `onReady`: all have prepared. */
export async function runJobs(
  jobs: readonly Job[],
  { signal, onReady }: { signal: AbortSignal; onReady: () => void },
): Promise<void> {
  for (const { check } of jobs) check?.();
  let preparing = jobs.length;
  const countReady = () => {
    preparing -= 1;
    if (preparing === 0) onReady();
  };
  await Promise.all(jobs.map((each) => runJob(each, { signal, onReady: countReady })));
}
