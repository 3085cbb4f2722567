/** Reading nodes: who they are, in which state, and what was last seen of them. */
import type { Database } from "#lib/infra/db/pool.ts";
import { pool } from "#lib/infra/db/pool.ts";
import type { Node, NodeEvent, NodeKind, NodeState, NodeTrouble } from "../types.ts";

interface Row {
  id: string;
  ledger: string;
  kind: NodeKind;
  name: string;
  organisationId: string | null;
  organisationName: string | null;
  operator: string;
  contact: string;
  url: string;
  verifierKey: string | null;
  mlDsaKey: string | null;
  createdAt: Date;
  state: NodeState;
  since: Date;
  triedAt: Date | null;
  reachedAt: Date | null;
  size: bigint | null;
  latencyMs: number | null;
  failures: number | null;
  failure: NodeTrouble | null;
  detail: string | null;
  version: string | null;
}

const SELECT = `SELECT n.id, n.ledger, n.kind, n.name, n.operator, n.contact, n.url, n.verifier_key AS "verifierKey",
    n.ml_dsa_key AS "mlDsaKey",    n.created_at AS "createdAt", o.id AS "organisationId", o.name AS "organisationName", e.event AS state, e.at AS since,
    r.tried_at AS "triedAt", r.reached_at AS "reachedAt", r.size, r.latency_ms AS "latencyMs", r.failures, r.failure,
    r.detail, r.version
  FROM node n
  CROSS JOIN LATERAL (SELECT event, at FROM node_event WHERE node_id = n.id ORDER BY number DESC LIMIT 1) e
  LEFT JOIN organisation o ON o.id = n.organisation_id
  LEFT JOIN node_report r ON r.node_id = n.id`;

/** Witnesses first, then mirrors, each in the order in which they were invited. */
export async function listNodes(
  options: { ledger?: string; kind?: NodeKind; states?: readonly NodeState[]; on?: Database } = {},
): Promise<Node[]> {
  const { ledger, kind, states, on = pool() } = options;
  const { rows } = await on.query<Row>(
    `${SELECT}
     WHERE ($1::text IS NULL OR n.ledger = $1) AND ($2::text IS NULL OR n.kind = $2)
       AND ($3::text[] IS NULL OR e.event = ANY ($3))
     ORDER BY n.ledger, n.kind = 'mirror', n.created_at, n.id`,
    [ledger ?? null, kind ?? null, states ?? null],
  );
  return rows.map(toNode);
}

export async function findNode(id: string, on: Database = pool()): Promise<Node | undefined> {
  const { rows } = await on.query<Row>(`${SELECT} WHERE n.id = $1`, [id]);
  return rows[0] && toNode(rows[0]);
}

/** The nodes of this name: a witness and a mirror may share it. */
export async function findNodesByName(options: { ledger: string; name: string; kind?: NodeKind }): Promise<Node[]> {
  const { ledger, name, kind } = options;
  const nodes = await listNodes({ ledger, ...(kind && { kind }) });
  return nodes.filter((node) => node.name === name);
}

/** The life of a node, newest first. */
export async function listNodeEvents(nodeId: string): Promise<NodeEvent[]> {
  const { rows } = await pool().query(
    `SELECT e.number, e.event, e.note, e.at, u.id AS "userId", u.name AS "userName"
     FROM node_event e LEFT JOIN user_account u ON u.id = e.user_id WHERE e.node_id = $1 ORDER BY e.number DESC`,
    [nodeId],
  );
  return rows.map(({ userId, userName, ...event }) => ({
    ...event,
    user: userId === null ? undefined : { id: userId, name: userName },
  }));
}

function toNode(row: Row): Node {
  const { organisationId, organisationName, triedAt, reachedAt, size, latencyMs, failures, failure, detail, version } =
    row;
  const { id, ledger, kind, name, operator, contact, url, verifierKey, mlDsaKey, createdAt, state, since } = row;
  return {
    id,
    ledger,
    kind,
    name,
    organisation: organisationId === null ? undefined : { id: organisationId, name: organisationName ?? "" },
    operator,
    contact,
    url,
    verifierKey: verifierKey ?? undefined,
    mlDsaKey: mlDsaKey ?? undefined,
    createdAt,
    state,
    since,
    report:
      triedAt === null
        ? undefined
        : {
            triedAt,
            reachedAt: reachedAt ?? undefined,
            size: size ?? undefined,
            latencyMs: latencyMs ?? undefined,
            failures: failures ?? 0,
            failure: failure ?? undefined,
            detail: detail ?? "",
            version: version ?? "",
          },
  };
}
