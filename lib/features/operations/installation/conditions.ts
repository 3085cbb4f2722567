/** How the installation is reached, and whether its parts hold. */
import { condition } from "#lib/features/alarms/types.ts";

const HOUR_MS = 60 * 60 * 1_000;
const DAY_MS = 24 * HOUR_MS;

/** The web process that sees it raises it. A quiet installation is asked for little: what was not seen for a day is over. */
export const proxyUntrusted = condition({ kind: "proxy_untrusted", unseenMs: DAY_MS });

/** Whoever starts the part again raises it; an hour without a death, and it is over. */
export const partDied = condition({ kind: "part_died", unseenMs: HOUR_MS });
