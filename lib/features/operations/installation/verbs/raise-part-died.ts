import { hostname } from "node:os";
import { raiseAlert } from "#lib/features/alarms/verbs/raise-alert.ts";
import { partDied } from "../conditions.ts";

const HOW_CHARS_MAX = 300;

/**
 * Tells operators that a part of this machine's installation died and is started again. By whoever started it: the start, or the first of
 * the web processes.
 *
 * @param death how: a signal, an exit code or a sentence; times: in a row
 */
export async function raisePartDied(death: { part: string; how: string; times: number }): Promise<void> {
  const { part, how, times } = death;
  const host = hostname();
  const details = { host, part, how: how.slice(0, HOW_CHARS_MAX), times };
  await raiseAlert({ kind: partDied.kind, subject: `${host} ${part}`, details });
}
