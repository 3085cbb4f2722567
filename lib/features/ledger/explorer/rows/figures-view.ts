/** A ledger's figures over time as pages and programs read them. */
import { type FigureStep, type FiguresView, RANGES, type Range } from "../schema/live.ts";
import { readLedgerAt, readWaiting } from "./figures.ts";

/** @param options now: in milliseconds; the step that holds it is the last */
export async function readFigures(options: { ledger: string; range: Range; now?: number }): Promise<FiguresView> {
  const { ledger, range, now = Date.now() } = options;
  const [steps, waiting] = await Promise.all([readSteps({ ledger, range, now }), readWaiting(ledger)]);
  const since = waiting.since?.toISOString();
  return { range, steps, waiting: { count: waiting.count, ...(since === undefined ? {} : { since }) } };
}

async function readSteps(options: { ledger: string; range: Range; now: number }): Promise<FigureStep[]> {
  const { ledger, range, now } = options;
  const { steps, stepMs } = RANGES[range];
  const first = (Math.floor(now / stepMs) - steps + 1) * stepMs;
  const moments = Array.from({ length: steps + 1 }, (_, at) => new Date(first + at * stepMs));
  const states = await readLedgerAt({ ledger, moments });
  return states.slice(1).map((after, at) => {
    const before = states[at] ?? after;
    return {
      from: new Date(first + at * stepMs).toISOString(),
      to: new Date(first + (at + 1) * stepMs).toISOString(),
      blocks: Number(after.blocks - before.blocks),
      entries: Number(after.entries - before.entries),
    };
  });
}
