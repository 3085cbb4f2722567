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
    INSERT INTO alert (id, kind, subject, ledger, details)
    VALUES (${uuidv7()}::uuid, ${kind}, ${subject}, ${ledger ?? null}, ${JSON.stringify(details)}::jsonb)
    ON CONFLICT (kind, subject) WHERE resolved_at IS NULL
      DO UPDATE SET seen_at = now(), ledger = excluded.ledger, details = excluded.details
    -- A row that was never updated has no xmax.
    RETURNING xmax = 0 AS opened`;
  return rows[0]?.opened ?? false;
}
