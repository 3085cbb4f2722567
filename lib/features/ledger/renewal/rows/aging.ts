/** On what a ledger rests that will not count for ever: certificates of authorities, and algorithms. */
import type { BrokenSince } from "#lib/core/renewal/algorithms.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { algorithmsOf, endOf } from "#lib/rfc3161/algorithms.ts";
import { listRenewals } from "./renewals.ts";

/** What ends first. */
export interface Aging {
  what: "certificate" | "algorithm";
  /** Of the authority, or of the algorithm. */
  name: string;
  end: Date;
  /** Entries that no renewal covers; 0: it is the last renewal that ages. */
  unrenewed: bigint;
}

interface Token {
  authority: string;
  token: Uint8Array;
}

/** What entries and checkpoints rest on themselves. */
const OWN = ["sha-256", "ed25519"];

/** So long after a renewal what came since may wait. */
const FRESH_MS = 30 * 86_400_000;

/**
 * What of a ledger ends first: of what is not renewed yet, else of the last renewal.
 *
 * @param broken algorithms and the dates from which they no longer count
 * @returns undefined when nothing has an end that is known
 */
export async function findAging(ledger: string, broken: BrokenSince): Promise<Aging | undefined> {
  const stated = (await listRenewals(ledger)).findLast(({ statement }) => statement !== undefined);
  const { unrenewed, tokens } = await readUnrenewed(ledger, stated?.height ?? -1n);
  const isLast = unrenewed === 0n || (stated !== undefined && Date.now() - stated.at.getTime() < FRESH_MS);
  const resting = isLast ? (stated?.stamps ?? []) : tokens;
  const certificates = resting.flatMap(({ authority, token }) => {
    const end = endOf(token);
    return end ? [{ what: "certificate" as const, name: authority, end, unrenewed: isLast ? 0n : unrenewed }] : [];
  });
  const own = isLast ? (stated ? ["sha3-256"] : []) : OWN;
  const names = new Set([...own, ...resting.flatMap(({ token }) => algorithmsOf(token, []))]);
  const algorithms = [...broken].flatMap(([name, since]) =>
    names.has(name)
      ? [{ what: "algorithm" as const, name, end: new Date(since), unrenewed: isLast ? 0n : unrenewed }]
      : [],
  );
  const ends = [...certificates, ...algorithms];
  return ends.length === 0 ? undefined : ends.reduce((first, each) => (each.end < first.end ? each : first));
}

/** Records behind a block, and the first and last token of each authority over them: certificates follow one another. */
async function readUnrenewed(ledger: string, height: bigint): Promise<{ unrenewed: bigint; tokens: Token[] }> {
  const { rows } = await pool().query<{ unrenewed: bigint }>(
    // Records: in a ledger of format 2 each block has one leaf more, its header.
    `SELECT coalesce(b.tree_size - coalesce(r.tree_size, 0) - (l.format - 1) * (b.height - $2), 0) AS unrenewed
     FROM ledger l
     LEFT JOIN LATERAL (SELECT height, tree_size FROM ledger_block WHERE ledger = l.name ORDER BY height DESC LIMIT 1) b ON true
     LEFT JOIN ledger_block r ON r.ledger = l.name AND r.height = $2
     WHERE l.name = $1`,
    [ledger, height],
  );
  const { rows: tokens } = await pool().query<Token>(
    `(SELECT authority, token FROM block_timestamp WHERE ledger = $1 AND height > $2 ORDER BY height LIMIT 4)
     UNION ALL (SELECT authority, token FROM block_timestamp WHERE ledger = $1 AND height > $2 ORDER BY height DESC LIMIT 4)`,
    [ledger, height],
  );
  return { unrenewed: rows[0]?.unrenewed ?? 0n, tokens };
}
