import { gauge } from "#lib/infra/telemetry/gauge.ts";
import { listLedgerStandings } from "./rows/standings.ts";

export const ledgerGauges = gauge({
  help: {
    ledger_tree_size: "Leaves under the newest checkpoint: records, and in format 2 the headers of blocks.",
    ledger_witnessed_size: "The same, under the newest checkpoint that has its quorum.",
    ledger_records_waiting: "Records that wait for a block; counted up to 200000.",
    ledger_oldest_waiting_seconds: "How long the record that came first has waited.",
  },
  labels: ["ledger"],
  source: "database",
  async read() {
    return (await listLedgerStandings()).map(({ ledger, treeSize, witnessedSize, waiting, oldestSeconds }) => ({
      labels: { ledger },
      figures: {
        ledger_tree_size: treeSize,
        ledger_witnessed_size: witnessedSize,
        ledger_records_waiting: waiting,
        ledger_oldest_waiting_seconds: oldestSeconds,
      },
    }));
  },
});
