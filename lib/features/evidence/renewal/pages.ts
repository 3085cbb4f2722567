/** What a record's page says of renewals. Apart from receipts, whose drawing no page needs. */
import { isRenewed } from "#lib/features/ledger/renewal/rows/renewed-entries.ts";

/** Whether there is a receipt with renewals to be had, of a record that the page shows. */
export async function loadIsRenewed(evidenceId: string): Promise<boolean> {
  return await isRenewed(evidenceId);
}
