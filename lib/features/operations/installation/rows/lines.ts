/** Readings over all ledgers of the installation, for those who run it. */
import { parseVerifierKey } from "#lib/core/log/note.ts";
import { listNodes } from "#lib/features/ledger/nodes/rows/nodes.ts";
import { quorumOf } from "#lib/features/ledger/nodes/rows/policy.ts";
import type { Node, NodeKind, NodeState } from "#lib/features/ledger/nodes/types.ts";
import { pool } from "#lib/infra/db/pool.ts";
import type { LedgerLine, NodeCosignature, NodeHealth, WatchedNode } from "../types.ts";
import { listOrganisationNames } from "./organisations.ts";

/** A block needs a moment to reach a node: before that nobody is behind. */
const BEHIND_AFTER_MS = 60_000;
const COSIGNATURES_SHOWN = 10;
const ORGANISATIONS_OFFERED_MAX = 500;

interface LineRow {
  name: string;
  origin: string;
  treeSize: bigint | null;
  height: bigint | null;
  time: Date | null;
  witnessedHeight: bigint | null;
  witnessedAt: Date | null;
  stampedHeight: bigint | null;
  stampedTime: Date | null;
  policy: string | null;
  waiting: number;
  organisations: number;
}

/** Each ledger with how far it has come, by name. */
export async function listLedgerLines(name?: string): Promise<LedgerLine[]> {
  const { rows } = await pool().query<LineRow>(
    `SELECT l.name, l.origin, b.tree_size AS "treeSize", b.height, b.time,
       w.height AS "witnessedHeight", w.at AS "witnessedAt", s.height AS "stampedHeight", s.time AS "stampedTime",
       (SELECT p.policy FROM ledger_policy p WHERE p.ledger = l.name ORDER BY p.number DESC LIMIT 1) AS policy,
       (SELECT count(*)::integer FROM ledger_pending q WHERE q.ledger = l.name) AS waiting,
       (SELECT count(*)::integer FROM organisation o WHERE o.ledger = l.name) AS organisations
     FROM ledger l
     LEFT JOIN LATERAL (SELECT * FROM ledger_block WHERE ledger = l.name ORDER BY height DESC LIMIT 1) b ON true
     LEFT JOIN LATERAL (SELECT * FROM block_witnessed WHERE ledger = l.name ORDER BY height DESC LIMIT 1) w ON true
     LEFT JOIN LATERAL (SELECT * FROM block_timestamp WHERE ledger = l.name ORDER BY height DESC, time LIMIT 1) s ON true
     WHERE $1::text IS NULL OR l.name = $1 ORDER BY l.name`,
    [name ?? null],
  );
  return rows.map(toLine);
}

function toLine(row: LineRow): LedgerLine {
  const { name, origin, treeSize, height, time, witnessedHeight, witnessedAt, stampedHeight, stampedTime } = row;
  const { needed, members } = quorumOf(row.policy ?? undefined);
  return {
    name,
    origin,
    treeSize: treeSize ?? 0n,
    block: height !== null && time ? { height, time } : undefined,
    witnessed: witnessedHeight !== null && witnessedAt ? { height: witnessedHeight, at: witnessedAt } : undefined,
    stamped: stampedHeight !== null && stampedTime ? { height: stampedHeight, time: stampedTime } : undefined,
    quorum: { needed, members: members.length },
    waiting: row.waiting,
    organisations: row.organisations,
  };
}

/** Every node with how it does. There are at most some hundred a ledger, so they are read whole and filtered here. */
export async function listWatchedNodes(
  filter: { q?: string; kind?: NodeKind | undefined; state?: NodeState | undefined; ledger?: string | undefined } = {},
): Promise<WatchedNode[]> {
  const { q = "", kind, state, ledger } = filter;
  const [lines, nodes] = await Promise.all([
    listLedgerLines(),
    listNodes({ ...(kind && { kind }), ...(ledger && { ledger }), ...(state && { states: [state] }) }),
  ]);
  const sought = q.toLowerCase();
  const texts = (node: Node) => [node.name, node.url, node.operator, node.organisation?.name, node.verifierKey];
  return nodes
    .filter((node) => texts(node).some((text) => text?.toLowerCase().includes(sought)))
    .map((node) => watched(node, lines));
}

export function watched(node: Node, lines: readonly LedgerLine[]): WatchedNode {
  const line = lines.find(({ name }) => name === node.ledger);
  return { ...node, treeSize: line?.treeSize ?? 0n, health: healthOf(node, line, new Date()) };
}

/** How a node does its work; it is behind when it lacks a block that has been there for a while. */
function healthOf(
  { state, report }: Pick<Node, "state" | "report">,
  line: Pick<LedgerLine, "treeSize" | "block"> | undefined,
  now: Date,
): NodeHealth {
  if (state !== "active") return "idle";
  if (report?.failure) return "failing";
  if (report?.size === undefined) return "unheard";
  if (!line?.block || report.size >= line.treeSize) return "inStep";
  return now.getTime() - line.block.time.getTime() < BEHIND_AFTER_MS ? "inStep" : "behind";
}

/** The newest blocks that a witness cosigned. */
export async function listNodeCosignatures(node: Pick<Node, "ledger" | "verifierKey">): Promise<NodeCosignature[]> {
  const key = node.verifierKey === undefined ? undefined : parseVerifierKey(node.verifierKey);
  if (!key) return [];
  const { rows } = await pool().query<NodeCosignature>(
    `SELECT c.height, b.tree_size AS "treeSize", c.signed_at AS "signedAt"
     FROM block_cosignature c JOIN ledger_block b ON b.ledger = c.ledger AND b.height = c.height
     WHERE c.ledger = $1 AND c.witness = $2 AND c.number = 1 ORDER BY c.height DESC LIMIT ${COSIGNATURES_SHOWN}`,
    [node.ledger, key.name],
  );
  return rows;
}

/** Organisations here that may run a node. */
export async function listOperators(): Promise<{ id: string; name: string }[]> {
  return await listOrganisationNames(ORGANISATIONS_OFFERED_MAX);
}
