/** Processor time of processes, from /proc: Linux only, as the bench is. */
import { readdirSync, readFileSync } from "node:fs";

/** USER_HZ, which is 100 on every architecture that Node.js runs on: proc(5). */
const TICK_MS = 10;

interface Status {
  pid: number;
  parent: number;
  milliseconds: number;
}

/** Milliseconds that the process and its descendants have used so far. */
export function processorTime(pid: number): number {
  const all = readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? statusOf(Number(name)) : []));
  const of = (parent: number): number =>
    all.filter((each) => each.parent === parent).reduce((sum, child) => sum + of(child.pid), own(all, parent));
  return of(pid);
}

function own(all: readonly Status[], pid: number): number {
  return all.find((each) => each.pid === pid)?.milliseconds ?? 0;
}

/** None when it has ended since it was listed. */
function statusOf(pid: number): Status[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The name in parentheses may hold anything; what follows it are fields 3 and on: proc(5).
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const ticks = Number(fields[11]) + Number(fields[12]);
    return [{ pid, parent: Number(fields[1]), milliseconds: ticks * TICK_MS }];
  } catch {
    return [];
  }
}
