import { LedgerMissing } from "#components/explorer/ledger-missing.tsx";
import { loadCounts } from "#lib/features/ledger/explorer/pages.ts";

export default async function NotFound() {
  const { entries } = await loadCounts();
  return <LedgerMissing kind="entry" count={entries} />;
}
