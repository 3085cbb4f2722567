/** This process is about to end: what takes long ends at the next place where nothing is lost, and says so. */
import { setMaxListeners } from "node:events";
import { SealbookError } from "#lib/words/errors.ts";

/** Another process answers by then. */
const RETRY_AFTER_SECONDS = 2;

const controller = new AbortController();
/** As many listen as requests are under way. */
setMaxListeners(0, controller.signal);

/** Aborted with a {SealbookError} `restarting` once the process stops. */
export const stopping: AbortSignal = controller.signal;

export function beginStopping(): void {
  controller.abort(new SealbookError("restarting", { details: { retryAfterSeconds: RETRY_AFTER_SECONDS } }));
}
