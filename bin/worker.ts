/** The worker process: makes the ledger on its first start, then does what features have declared until it is stopped. */
import { runShell } from "./start/shell.ts";

// Imported inside, so that a bad configuration ends in a sentence.
await runShell("worker", async ({ signal, ready }) => {
  const { checkPooler } = await import("./steps/check-pooler.ts");
  const { ensureLedger } = await import("#lib/features/ledger/sealing/verbs/create-ledger.ts");
  const { FIRST_LEDGER } = await import("#lib/features/ledger/sealing/types.ts");
  const { jobs } = await import("#lib/features/all.ts");
  const { startTraces } = await import("#lib/infra/telemetry/traces.ts");
  const { PLATFORM } = await import("#lib/features/evidence/records/types.ts");
  const { runJobs } = await import("#lib/infra/jobs/job.ts");
  await checkPooler();
  const endTraces = await startTraces("worker", PLATFORM.slice(PLATFORM.indexOf("/") + 1));
  await ensureLedger(FIRST_LEDGER);
  await runJobs(jobs, { signal, onReady: () => ready("Sealbook's worker appends blocks.") });
  await endTraces();
});
