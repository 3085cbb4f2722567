/** Figures for Prometheus. Labels are few: statuses, and the origins that the witness knows. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { originHash } from "./log-list.ts";
import type { Witness } from "./witness.ts";

const SECONDS_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

export interface WitnessMetrics {
  answered(status: number, seconds: number): void;
  text(): Promise<string>;
  readonly contentType: string;
}

export function witnessMetrics(witness: Witness, version: string): WitnessMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const help = (name: string, text: string) => ({ name: `sealbook_witness_${name}`, help: text, registers });
  const info = new Gauge({ ...help("info", "Version and name of this witness."), labelNames: ["version", "name"] });
  info.set({ version, name: witness.name }, 1);
  const answers = new Counter({ ...help("answers_total", "Answers to add-checkpoint."), labelNames: ["status"] });
  const seconds = new Histogram({
    ...help("add_checkpoint_seconds", "Time from a whole request to its answer."),
    buckets: SECONDS_BUCKETS,
  });
  const perLog = [
    new Gauge({ ...help("log_size", "Size of the latest cosigned checkpoint."), labelNames: ["origin"] }),
    new Gauge({ ...help("log_timestamp_seconds", "Time of the latest cosignature."), labelNames: ["origin"] }),
    new Gauge({ ...help("log_conflicts", "Conflicts that are kept and published."), labelNames: ["origin"] }),
    new Gauge({ ...help("log_broken", "1 when the state on disk is not to be relied on."), labelNames: ["origin"] }),
  ] as const;
  return {
    contentType: registry.contentType,
    answered: (status, took) => {
      answers.inc({ status });
      seconds.observe(took);
    },
    text: async () => {
      const [size, time, conflicts, broken] = perLog;
      for (const gauge of perLog) gauge.reset();
      for (const origin of (await witness.logs()).keys()) {
        const hash = originHash(origin);
        const latest = witness.latest(hash);
        size.set({ origin }, Number(latest?.checkpoint.size ?? 0n));
        time.set({ origin }, Number(latest?.timestamp ?? 0n));
        const kept = witness.evidence.of(hash).filter(({ document }) => document.kind === "conflict");
        conflicts.set({ origin }, kept.length);
        broken.set({ origin }, witness.broken.has(origin) ? 1 : 0);
      }
      return await registry.metrics();
    },
  };
}
