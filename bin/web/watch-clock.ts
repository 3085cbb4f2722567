import { clockWrong } from "#lib/features/ledger/sealing/conditions.ts";
import { conditionWatch } from "#lib/features/operations/alerts/jobs.ts";
import { runJob } from "#lib/infra/jobs/job.ts";

/** The worker looks at the clock of its own machine; web processes, which date records, may run on others. Until `signal`. */
export async function watchClock({ signal }: { signal: AbortSignal }): Promise<void> {
  await runJob(conditionWatch(clockWrong()), { signal });
}
