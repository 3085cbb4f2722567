/** The worker process: makes the ledger on its first start, then appends blocks, has them timestamped and cosigned, looks out for what goes wrong, sends mail and tidies the storage until it is stopped. */
import { runShell } from "./bootstrap/shell.ts";

/** The ledger that every installation begins with. */
const FIRST_LEDGER = "main";

// Imported inside, so that a bad configuration ends in a sentence.
await runShell("worker", async ({ signal, ready }) => {
  const { ensureLedger } = await import("#lib/features/ledger/mutations/create-ledger.ts");
  const { runLedgerWorker } = await import("#lib/features/ledger/jobs.ts");
  const { runStorageSweeper } = await import("#lib/features/evidence/jobs.ts");
  const { runMailSender } = await import("#lib/features/mail/jobs.ts");
  const { runTimestamper } = await import("#lib/features/timestamps/jobs.ts");
  const { runNodeClients } = await import("#lib/features/witnesses/jobs.ts");
  const { runAlertWatch } = await import("#lib/features/alerts/jobs.ts");
  const { runVerifierRecorder } = await import("#lib/features/verifier-file/jobs.ts");
  const { runMetricsServer } = await import("#lib/features/metrics/jobs.ts");
  await ensureLedger(FIRST_LEDGER);
  await Promise.all([
    runLedgerWorker({ signal, onReady: () => ready("Sealbook's worker appends blocks.") }),
    runStorageSweeper({ signal }),
    runMailSender({ signal }),
    runTimestamper({ signal }),
    runNodeClients({ signal }),
    runAlertWatch({ signal }),
    runMetricsServer({ signal }),
    runVerifierRecorder({ signal }),
  ]);
});
