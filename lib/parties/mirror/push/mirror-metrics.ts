/** Figures for Prometheus. Labels are few: the two requests, statuses, and the origins that the mirror takes. */
import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { PushMirror } from "./push-mirror.ts";

export interface MirrorMetrics {
  /** @param request `add-checkpoint` or `add-entries` */
  answered(request: string, status: number): void;
  text(): Promise<string>;
  readonly contentType: string;
}

export function mirrorMetrics(
  mirror: PushMirror,
  { version, heldBytes }: { version: string; heldBytes: () => number },
): MirrorMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const help = (name: string, text: string) => ({ name: `sealbook_mirror_${name}`, help: text, registers });
  const info = new Gauge({ ...help("info", "Version and name of this mirror."), labelNames: ["version", "name"] });
  info.set({ version, name: mirror.cosigners[0].key.name }, 1);
  const answers = new Counter({
    ...help("answers_total", "Answers to what was pushed."),
    labelNames: ["request", "status"],
  });
  const held = new Gauge(help("upload_held_bytes", "Memory that uploads hold now."));
  const size = new Gauge({
    ...help("log_size", "Entries up to which all is stored and signed."),
    labelNames: ["origin"],
  });
  const next = new Gauge({ ...help("log_next", "The first entry that is not here."), labelNames: ["origin"] });
  const pending = new Gauge({ ...help("log_pending", "Size of the newest checkpoint shown."), labelNames: ["origin"] });
  return {
    contentType: registry.contentType,
    answered: (request, status) => answers.inc({ request, status }),
    text: async () => {
      held.set(heldBytes());
      for (const gauge of [size, next, pending]) gauge.reset();
      for (const { origin, ...figures } of await mirror.figures()) {
        size.set({ origin }, figures.size);
        next.set({ origin }, figures.next);
        pending.set({ origin }, figures.pending);
      }
      return await registry.metrics();
    },
  };
}
