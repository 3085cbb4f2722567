/** What a round with a node ends in: its report, and alerts that open or end. */

import { raiseAlert } from "#lib/features/alarms/verbs/raise-alert.ts";
import { resolveAlert } from "#lib/features/alarms/verbs/resolve-alert.ts";
import type { Pool } from "#lib/infra/db/pool.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import type { AlertKind } from "#lib/words/alerts.ts";
import type { Node, NodeTiming, NodeTrouble } from "../types.ts";
import { reportFailure, reportSuccess } from "./report-node.ts";
import { lockPolicy } from "./write-policy.ts";

/** It contradicts what this ledger says: at once, and until a person has looked at it. */
const CONFLICTS: NodeTrouble[] = ["fork", "ahead", "cosignature_invalid"];
const UNREACHABLE: NodeTrouble[] = ["unreachable", "timeout"];

interface Where {
  on: Pool;
  node: Node;
}

export async function succeeded(
  { on, node }: Where,
  seen: { size: bigint; latencyMs: number; version: string; behind?: boolean },
): Promise<void> {
  const { behind = false, ...report } = seen;
  const recovered = await reportSuccess(on, { nodeId: node.id, ...report, sizeMayShrink: node.kind === "mirror" });
  if (recovered) logEvent("info", "node.recovered", factsOf(node));
  await resolveAlert({ kind: "witness_unreachable", subject: node.id });
  if (node.kind === "witness") await resolveAlert({ kind: "witness_behind", subject: node.id });
  if (node.kind !== "mirror") return;
  if (behind) await raise(node, "mirror_behind", { size: Number(seen.size) });
  else await resolveAlert({ kind: "mirror_behind", subject: node.id });
}

export async function hasFailed(
  { on, node, timing }: Where & { timing: NodeTiming },
  seen: { failed: NodeTrouble; detail: string; version: string },
): Promise<void> {
  const { failed: failure, detail, version } = seen;
  const failures = await reportFailure(on, { nodeId: node.id, failure, detail, version });
  logEvent("warning", "node.failed", { ...factsOf(node), failure, failures, detail });
  if (!UNREACHABLE.includes(failure)) await resolveAlert({ kind: "witness_unreachable", subject: node.id });
  if (CONFLICTS.includes(failure)) await raise(node, "witness_conflict", { failure, detail });
  else if (failures >= timing.failuresBeforeAlert) await raise(node, kindOf(node, failure), { failure, failures });
}

function kindOf(node: Node, failure: NodeTrouble): AlertKind {
  if (UNREACHABLE.includes(failure)) return "witness_unreachable";
  return node.kind === "mirror" ? "mirror_behind" : "witness_behind";
}

async function raise(node: Node, kind: AlertKind, details: Record<string, string | number>): Promise<void> {
  const { id: subject, ledger, name } = node;
  const alert = { kind, subject, ledger, details: { name, kind: node.kind, ...details } };
  const opened = await prisma().$transaction(async (tx) => {
    // Whoever suspends it ends its alerts: a round that was under way opens none after that.
    await lockPolicy(tx, ledger);
    const last = await tx.nodeEvent.findFirst({ where: { nodeId: subject }, orderBy: { number: "desc" } });
    return (last?.event === "active" || kind === "witness_conflict") && (await raiseAlert(alert, tx));
  });
  if (opened) logEvent("warning", "alert.opened", { alert: kind, ...factsOf(node) });
}

function factsOf({ id, ledger, kind, name }: Node): Record<string, string> {
  return { id, ledger, kind, name };
}
