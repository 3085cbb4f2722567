import type { Tx } from "#lib/infra/db/prisma.ts";
import type { SubscribedType } from "#lib/words/events.ts";

/** What follows from the ledger; what was erased is told of where that is recorded. */
export type NewsType = Exclude<Extract<SubscribedType, `evidence.${string}`>, "evidence.erased">;

/** A record of which there is news. */
export interface Found {
  /** In the queue, or in the tree. */
  position: bigint;
  evidenceId: string;
  organisationId: string;
  unitId: string | null;
  receivedAt: Date;
}

interface Range {
  ledger: string;
  organisations: readonly string[];
  /** The first position. */
  from: bigint;
  /** The first position that is not meant any more. */
  to: bigint;
  limit: number;
}

/** Up to which position this has happened: of the queue for what is recorded, else of the tree. */
export async function findReached(tx: Tx, { ledger, type }: { ledger: string; type: NewsType }): Promise<bigint> {
  const [row] = await tx.$queryRawUnsafe<{ reached: bigint }[]>(REACHED[type], ledger);
  return row?.reached ?? 0n;
}

const behindBlock = (table: string) =>
  `SELECT b.tree_size AS reached FROM ${table} v JOIN ledger_block b USING (ledger, height)
   WHERE v.ledger = $1 ORDER BY v.height DESC LIMIT 1`;

const REACHED: Record<NewsType, string> = {
  // The newest number alone: what has left the queue meanwhile is seen when it is anchored.
  "evidence.recorded":
    "SELECT sequence + 1 AS reached FROM ledger_pending WHERE ledger = $1 ORDER BY sequence DESC LIMIT 1",
  "evidence.anchored": "SELECT tree_size AS reached FROM ledger_block WHERE ledger = $1 ORDER BY height DESC LIMIT 1",
  "evidence.witnessed": behindBlock("block_witnessed"),
  "evidence.timestamped": behindBlock("block_timestamp"),
};

export async function listQueued(tx: Tx, { ledger, organisations, from, to, limit }: Range): Promise<Found[]> {
  return await tx.$queryRaw<Found[]>`
    SELECT p.sequence AS position, e.id AS "evidenceId", e.organisation_id AS "organisationId", e.unit_id AS "unitId", e.received_at AS "receivedAt"
    FROM ledger_pending p JOIN evidence e ON e.id = p.evidence_id
    WHERE p.ledger = ${ledger} AND p.sequence >= ${from} AND p.sequence < ${to} AND e.organisation_id = ANY (${organisations}::uuid[])
    ORDER BY p.sequence LIMIT ${limit}`;
}

export async function listAnchored(tx: Tx, { ledger, organisations, from, to, limit }: Range): Promise<Found[]> {
  return await tx.$queryRaw<Found[]>`
    SELECT l.index AS position, e.id AS "evidenceId", e.organisation_id AS "organisationId", e.unit_id AS "unitId", e.received_at AS "receivedAt"
    FROM ledger_entry l JOIN evidence e ON e.id = l.evidence_id
    WHERE l.ledger = ${ledger} AND l.index >= ${from} AND l.index < ${to} AND e.organisation_id = ANY (${organisations}::uuid[])
    ORDER BY l.index LIMIT ${limit}`;
}
