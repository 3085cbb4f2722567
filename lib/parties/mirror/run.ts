/** Keeps a mirror in step until it is stopped, or until its source contradicts itself. */
import { setTimeout as sleep } from "node:timers/promises";
import { LedgerReadError } from "../ledger-reader/read-error.ts";
import { type Synced, type SyncInput, syncMirror } from "./sync.ts";

/** A cache in between may be a little behind; a source that stays behind has gone back. */
const ROLLBACK_ROUNDS_MAX = 3;

export type MirrorEvent = Synced | { outcome: "failed"; error: LedgerReadError };
/** How the last round ended: fine, with a source that is wrong, or with one that could not be asked. */
export type MirrorEnd = "ok" | "wrong" | "unavailable";

/**
 * @param options intervalMs: undefined for one round; onEvent: after each round.
 * A source that cannot be read is tried again; a fork ends it, a rollback that stays does.
 */
export async function runMirror(
  options: SyncInput & { intervalMs: number | undefined; onEvent: (event: MirrorEvent) => void },
): Promise<MirrorEnd> {
  const { intervalMs, onEvent, signal, ...input } = options;
  let rollbacks = 0;
  for (;;) {
    const event = await oneRound({ ...input, signal });
    if (event === undefined) return "ok";
    onEvent(event);
    rollbacks = event.outcome === "rollback" ? rollbacks + 1 : 0;
    const end = endOf(event);
    const isFinal = intervalMs === undefined || event.outcome === "fork" || rollbacks === ROLLBACK_ROUNDS_MAX;
    if (isFinal) return end;
    await sleep(intervalMs, undefined, signal ? { signal } : {}).catch(() => {});
    if (signal?.aborted) return end;
  }
}

/** @returns undefined when it was stopped meanwhile */
async function oneRound(input: SyncInput): Promise<MirrorEvent | undefined> {
  try {
    return await syncMirror(input);
  } catch (error) {
    if (input.signal?.aborted) return undefined;
    if (!(error instanceof LedgerReadError)) throw error;
    return { outcome: "failed", error };
  }
}

function endOf(event: MirrorEvent): MirrorEnd {
  if (event.outcome === "fork" || event.outcome === "rollback") return "wrong";
  if (event.outcome !== "failed") return "ok";
  return event.error.isWrong ? "wrong" : "unavailable";
}
