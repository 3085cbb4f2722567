/** Has the offline verifier recorded, for the worker. */
import { setTimeout as sleep } from "node:timers/promises";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import { recordVerifier } from "./verbs/record-verifier.ts";

/** Until somebody has set the installation up. */
const SETUP_INTERVAL_MS = 15_000;
const TROUBLE_INTERVAL_MS = 10 * 60 * 1000;

/** Ends once the file that this process was started with is recorded. Nothing that goes wrong ends it earlier. */
export async function runVerifierRecorder({ signal }: { signal: AbortSignal }): Promise<void> {
  while (!signal.aborted) {
    let pause = SETUP_INTERVAL_MS;
    try {
      const recording = await recordVerifier();
      if (recording.state === "recorded") logEvent("info", "verifier.recorded", { id: recording.id });
      if (recording.state !== "no_organisation") return;
    } catch (error) {
      logEvent("error", "verifier.failed", { error: error instanceof Error ? error.message : String(error) });
      pause = TROUBLE_INTERVAL_MS;
    }
    await sleep(pause, undefined, { signal }).catch(() => {});
  }
}
