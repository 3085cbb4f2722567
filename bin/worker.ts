/** The worker process: makes the ledger on its first start, then appends blocks, has them timestamped and cosigned, looks out for what goes wrong, sends mail and tidies the storage until it is stopped. */
import { runShell } from "./start/shell.ts";

/** The ledger that every installation begins with. */
const FIRST_LEDGER = "main";

// Imported inside, so that a bad configuration ends in a sentence.
await runShell("worker", async ({ signal, ready }) => {
  const { ensureLedger } = await import("#lib/features/ledger/sealing/verbs/create-ledger.ts");
  const { runLedgerWorker } = await import("#lib/features/ledger/sealing/jobs.ts");
  const { runContentSettler, runStorageSweeper } = await import("#lib/features/evidence/retention/jobs.ts");
  const { runTimestamper } = await import("#lib/features/ledger/timestamps/jobs.ts");
  const { runNodeClients } = await import("#lib/features/ledger/nodes/jobs/run-node-clients.ts");
  const { runVerifierRecorder } = await import("#lib/features/evidence/verifier-file/jobs.ts");
  const { runMetricsServer } = await import("#lib/features/operations/metrics/jobs.ts");
  const { runJob } = await import("#lib/infra/jobs/job.ts");
  const { jobs } = await import("#lib/features/all.ts");
  await ensureLedger(FIRST_LEDGER);
  await Promise.all([
    runLedgerWorker({ signal, onReady: () => ready("Sealbook's worker appends blocks.") }),
    runStorageSweeper({ signal }),
    runContentSettler({ signal }),
    runTimestamper({ signal }),
    runNodeClients({ signal }),
    ...jobs.map((job) => runJob(job, { signal })),
    runMetricsServer({ signal }),
    runVerifierRecorder({ signal }),
  ]);
});
