/** The first page of operations. */
import { loadMayOperate, requireMember } from "#lib/gate/page-member.ts";
import { listLedgerLines, listWatchedNodes } from "../installation/rows/lines.ts";
import { readStanding } from "./rows.ts";
import type { OperationsOverview } from "./types.ts";

/** Undefined for members who do not run the installation. */
export async function loadOperationsOverview(): Promise<OperationsOverview | undefined> {
  await requireMember("/operations");
  if (!(await loadMayOperate())) return undefined;
  const [lines, nodes] = await Promise.all([listLedgerLines(), listWatchedNodes()]);
  return {
    lines,
    standing: await readStanding(lines),
    anyNode: nodes.some(({ state }) => state !== "retired"),
    troubled: nodes.filter(({ health }) => health === "failing" || health === "behind"),
    invited: nodes.filter(({ state }) => state === "invited"),
    readAt: new Date(),
  };
}
