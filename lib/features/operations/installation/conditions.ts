/** How the installation is reached. */
import { condition } from "#lib/features/alarms/types.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;

/** The web process that sees it raises it. A quiet installation is asked for little: what was not seen for a day is over. */
export const proxyUntrusted = condition({ kind: "proxy_untrusted", unseenMs: DAY_MS });
