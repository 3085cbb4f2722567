/** The filters of the list of alerts, and the forms beside each. */
import { z } from "zod";
import { LEDGER_NAME } from "#lib/features/ledger/sealing/types.ts";
import { NOTE_CHARS_MAX } from "#lib/features/operations/alerts/types.ts";
import { ALERT_KINDS, ALERT_STATES } from "#lib/words/alerts.ts";

const QUERY_CHARS_MAX = 200;
const cursor = z.uuid().optional().catch(undefined);

/** What the list is asked for; nonsense in an address is ignored. */
export const alertsQuerySchema = z.object({
  q: z.string().trim().max(QUERY_CHARS_MAX).catch("").default(""),
  state: z.enum(ALERT_STATES).optional().catch(undefined),
  kind: z.enum(ALERT_KINDS).optional().catch(undefined),
  ledger: z.string().regex(LEDGER_NAME).optional().catch(undefined),
  older: cursor,
  newer: cursor,
});

/** That somebody looks after it. */
export const acknowledgementSchema = z.object({ id: z.uuid() });
/** Several lines are fine; too much is cut off. */
const note = z
  .string()
  .transform((text) => text.trim().slice(0, NOTE_CHARS_MAX))
  .catch("");
/** That it is over, and why. */
export const settlementSchema = z.object({ id: z.uuid(), note });
