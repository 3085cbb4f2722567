import { LedgerMissing } from "#components/explorer/ledger-missing.tsx";

export default function NotFound() {
  return <LedgerMissing kind="block" />;
}
