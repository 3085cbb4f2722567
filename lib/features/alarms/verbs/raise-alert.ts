/**
 * Alerts open when their cause is seen and end when it is gone; saying so again changes nothing. That one opened or ended
 * is noted in the same statement for those who are to be told.
 */
import { v7 as uuidv7 } from "uuid";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import type { AlertDetails, AlertKey } from "../types.ts";

/**
 * Opens the alert, or, while it is open, notes that its cause was seen again and what was found last. In SQL, because
 * what several processes see at once has to end in one row: the index of open alerts decides.
 *
 * @param alert.ledger name of the ledger that it is about, if it is about one
 * @param tx the caller's transaction, when the alert shall commit with it
 * @returns whether it was opened now.
 */
export async function raiseAlert(
  alert: AlertKey & { ledger?: string; details: AlertDetails },
  tx: Tx = prisma(),
): Promise<boolean> {
  const { kind, subject, ledger, details } = alert;
  const rows = await tx.$queryRaw<{ opened: boolean }[]>`
    WITH raised AS (
      INSERT INTO alert (id, kind, subject, ledger, details)
      VALUES (${uuidv7()}::uuid, ${kind}, ${subject}, ${ledger ?? null}, ${JSON.stringify(details)}::jsonb)
      ON CONFLICT (kind, subject) WHERE resolved_at IS NULL
        DO UPDATE SET seen_at = now(), ledger = excluded.ledger, details = excluded.details
      -- A row that was never updated has no xmax.
      RETURNING id, xmax = 0 AS opened
    ), noted AS (
      INSERT INTO alert_notice (alert_id, event, channel)
      SELECT id, 'opened', channel FROM raised, unnest(ARRAY['mail', 'webhook']) AS channel WHERE opened
    )
    SELECT opened FROM raised`;
  return rows[0]?.opened ?? false;
}

/**
 * Ends the alert, because its cause is gone. Never a conflict: that a party which showed another history shows the right one
 * now does not undo it, so a person ends it (`settleAlert`).
 *
 * @returns whether one was open.
 */
export async function resolveAlert({ kind, subject }: AlertKey, tx: Tx = prisma()): Promise<boolean> {
  if (kind === "witness_conflict") return false;
  const ended = await tx.$queryRaw<unknown[]>`
    WITH ended AS (
      UPDATE alert SET resolved_at = now() WHERE kind = ${kind} AND subject = ${subject} AND resolved_at IS NULL
      RETURNING id
    ), noted AS (
      INSERT INTO alert_notice (alert_id, event, channel)
      SELECT id, 'resolved', channel FROM ended, unnest(ARRAY['mail', 'webhook']) AS channel
    )
    SELECT 1 FROM ended`;
  return ended.length > 0;
}
