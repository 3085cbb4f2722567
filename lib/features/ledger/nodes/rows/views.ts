/** Who watches a ledger, as anyone may read it: contacts and what machines inside are called stay out. */
import { publicUrl } from "#lib/env.ts";
import { findLedgerHead } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { pool } from "#lib/infra/db/pool.ts";
import type { NodesView, NodeView } from "../schema.ts";
import type { Node, NodeState } from "../types.ts";
import { listNodes } from "./nodes.ts";
import { findNewestPolicy, quorumOf } from "./policy.ts";

const SHOWN_STATES = ["active", "suspended", "retired"] as const satisfies NodeState[];

/** Undefined when there is no such ledger. Who is only invited is nobody's business yet. */
export async function readNodesView(ledger: string): Promise<NodesView | undefined> {
  const head = await findLedgerHead(ledger);
  if (!head) return undefined;
  const [nodes, policy, witnessed] = await Promise.all([
    listNodes({ ledger, states: SHOWN_STATES }),
    findNewestPolicy(ledger),
    findNewestWitnessed(ledger),
  ]);
  return {
    ledger,
    treeSize: Number(head.treeSize),
    ...(head.block && { height: Number(head.block.height) }),
    quorum: quorumOf(policy?.text),
    ...(witnessed && {
      witnessed: {
        height: Number(witnessed.height),
        treeSize: Number(witnessed.treeSize),
        at: witnessed.at.toISOString(),
      },
    }),
    // Those who watch now come first.
    nodes: SHOWN_STATES.flatMap((state) => nodes.filter((node) => node.state === state)).map(toView),
    links: {
      self: `${publicUrl}/api/v1/ledgers/${ledger}/nodes`,
      witnessPolicy: `${publicUrl}/ledger/${ledger}/witness-policy`,
    },
  };
}

/** The newest block that has its quorum; it vouches for all before it. */
async function findNewestWitnessed(
  ledger: string,
): Promise<{ height: bigint; treeSize: bigint; at: Date } | undefined> {
  const { rows } = await pool().query<{ height: bigint; treeSize: bigint; at: Date }>(
    `SELECT w.height, b.tree_size AS "treeSize", w.at FROM block_witnessed w
     JOIN ledger_block b ON b.ledger = w.ledger AND b.height = w.height
     WHERE w.ledger = $1 ORDER BY w.height DESC LIMIT 1`,
    [ledger],
  );
  return rows[0];
}

function toView(node: Node): NodeView {
  const { name, kind, state, since, organisation, operator, url, verifierKey, mlDsaKey, report } = node;
  return {
    name,
    kind,
    state,
    since: since.toISOString(),
    operator: organisation?.name ?? operator,
    url,
    ...(verifierKey !== undefined && { verifierKey }),
    ...(mlDsaKey !== undefined && { mlDsaKey }),
    ...(report?.size !== undefined && { size: Number(report.size) }),
    ...(report?.reachedAt && { reachedAt: report.reachedAt.toISOString() }),
    ...(report && { triedAt: report.triedAt.toISOString() }),
    ...(report?.latencyMs !== undefined && { latencyMs: report.latencyMs }),
    ...(report?.failure && { failure: report.failure }),
    ...(report?.version && { version: report.version }),
  };
}
