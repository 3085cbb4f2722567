/** What the worker did, for Prometheus. How things stand is read when it is asked (gauge.ts). */
import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";

const APPEND_SECONDS_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15];

interface WorkerMetrics {
  registry: Registry;
  blocks: Counter<"ledger">;
  leaves: Counter<"ledger">;
  failures: Counter<"ledger">;
  seconds: Histogram;
}

let shared: WorkerMetrics | undefined;

function metrics(): WorkerMetrics {
  shared ??= createMetrics();
  return shared;
}

/** The registry of this process. */
export function workerRegistry(): Registry {
  return metrics().registry;
}

function createMetrics(): WorkerMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const ofLedger = (name: string, help: string) =>
    new Counter({ name: `sealbook_ledger_${name}_total`, help, labelNames: ["ledger"] as const, registers });
  return {
    registry,
    blocks: ofLedger("blocks_appended", "Blocks that this worker appended."),
    leaves: ofLedger("leaves_appended", "Records in the blocks that this worker appended."),
    failures: ofLedger("append_failures", "Attempts to append a block that failed in this worker."),
    seconds: new Histogram({
      name: "sealbook_ledger_append_seconds",
      help: "Time that appending a block took.",
      buckets: APPEND_SECONDS_BUCKETS,
      registers,
    }),
  };
}

export function countBlock({ ledger, leaves, seconds }: { ledger: string; leaves: number; seconds: number }): void {
  metrics().blocks.inc({ ledger });
  metrics().leaves.inc({ ledger }, leaves);
  metrics().seconds.observe(seconds);
}

export function countAppendFailure(ledger: string): void {
  metrics().failures.inc({ ledger });
}
