/** What of an organisation's records still lacks a step of its proof. Its cost has a bound, however much waits. */

import { findNewestPolicy, quorumOf } from "#lib/features/ledger/nodes/rows/policy.ts";
import { listLedgers } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import type { Reach } from "#lib/gate/actor.ts";
import { inUnits } from "#lib/gate/reach.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { timestampAuthorities } from "#lib/infra/tsa/authorities.ts";
import { WAITING_LOOKED_MAX, type Waiting, type WaitingFor } from "../types.ts";

interface Row {
  count: number;
  since: Date | null;
  /** Of all organisations: as many as were looked at. */
  looked: number;
}

const MINE = `(e.organisation_id = $1 AND ${inUnits("e.unit_id", "$4")})`;

/** An organisation may have changed its ledger: each is looked at. */
export async function readWaiting(reach: Reach): Promise<WaitingFor> {
  const ledgers = await listLedgers();
  const names = ledgers.map(({ name }) => name);
  // No authority is asked for the time of tests.
  const stamped = ledgers.flatMap(({ name, isTest }) => (isTest ? [] : [name]));
  const policies = await Promise.all(names.map((name) => findNewestPolicy(name)));
  const watched = names.filter((_, at) => quorumOf(policies[at]?.text).needed > 0);
  const isStamped = timestampAuthorities().some(({ active }) => active);
  const [block, witnesses, timestamp] = await Promise.all([
    waitingForBlock(reach, names),
    watched.length > 0 ? waitingFor("block_witnessed", { reach, ledgers: watched }) : undefined,
    isStamped ? waitingFor("block_timestamp", { reach, ledgers: stamped }) : undefined,
  ]);
  return { block, witnesses, timestamp };
}

async function waitingForBlock({ organisationId, units }: Reach, ledgers: readonly string[]): Promise<Waiting> {
  const { rows } = await pool().query<Row>(
    `SELECT count(*) FILTER (WHERE mine)::integer AS count, min(received_at) FILTER (WHERE mine) AS since,
       count(*)::integer AS looked
     FROM unnest($2::text[]) AS l (name) CROSS JOIN LATERAL (
       SELECT e.received_at, ${MINE} AS mine FROM (
         SELECT evidence_id FROM ledger_pending WHERE ledger = l.name ORDER BY sequence LIMIT $3
       ) AS p JOIN evidence e ON e.id = p.evidence_id
     ) AS w`,
    [organisationId, ledgers, WAITING_LOOKED_MAX, units],
  );
  return toWaiting(rows);
}

/** Entries behind the newest block that is in `table`: it vouches for all before it. */
async function waitingFor(
  table: "block_witnessed" | "block_timestamp",
  { reach: { organisationId, units }, ledgers }: { reach: Reach; ledgers: readonly string[] },
): Promise<Waiting> {
  const { rows } = await pool().query<Row>(
    `SELECT count(*) FILTER (WHERE mine)::integer AS count, min(received_at) FILTER (WHERE mine) AS since,
       count(*)::integer AS looked
     FROM unnest($2::text[]) AS l (name) CROSS JOIN LATERAL (
       SELECT coalesce((SELECT b.tree_size FROM ${table} v JOIN ledger_block b USING (ledger, height)
         WHERE v.ledger = l.name ORDER BY v.height DESC LIMIT 1), 0) AS size
     ) AS vouched CROSS JOIN LATERAL (
       SELECT e.received_at, ${MINE} AS mine FROM (
         SELECT evidence_id FROM ledger_entry WHERE ledger = l.name AND index >= vouched.size ORDER BY index LIMIT $3
       ) AS n JOIN evidence e ON e.id = n.evidence_id
     ) AS w`,
    [organisationId, ledgers, WAITING_LOOKED_MAX, units],
  );
  return toWaiting(rows);
}

function toWaiting([row]: readonly Row[]): Waiting {
  const { count = 0, since = null, looked = 0 } = row ?? {};
  // Headers of blocks are entries that are nobody's, so that fewer than the limit may have come back.
  return { count, more: looked > WAITING_LOOKED_MAX / 2, since: since?.toISOString() };
}
