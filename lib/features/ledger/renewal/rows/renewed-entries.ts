/** What renewals have to say about an entry: how its receipt shows it from then on, and each way to a new root. */
import { LINKS_MAX } from "#lib/core/renewal/receipt-renewal.ts";
import { type Database, pool } from "#lib/infra/db/pool.ts";
import type { Renewal } from "../types.ts";
import { type Attested, listRenewals, readAttested } from "./renewals.ts";
import { findRenewedPlace, type RenewedPlace } from "./renewed-tiles.ts";

export interface RenewedEntry {
  /** The checkpoint that was bound, with what vouched for it then and nothing that came later. */
  attested: Attested;
  /** The newest, in their order: as many as a receipt carries. */
  links: (RenewedPlace & { renewal: Renewal; statement: string; evidenceId: string })[];
}

/** @returns undefined for an entry of which no renewal is recorded yet */
export async function findRenewedEntry(options: {
  ledger: string;
  index: bigint;
  on?: Database;
}): Promise<RenewedEntry | undefined> {
  const { ledger, index, on = pool() } = options;
  const renewals = (await listRenewals(ledger, on)).filter(({ size }) => size > index);
  const recorded = renewals.flatMap((renewal) => {
    const { statement, evidenceId } = renewal;
    return statement === undefined || evidenceId === undefined ? [] : [{ renewal, statement, evidenceId }];
  });
  if (recorded.length === 0) return undefined;
  const { rows } = await on.query<{ height: bigint }>(
    "SELECT height FROM ledger_renewal_checkpoint WHERE ledger = $1 AND size > $2 ORDER BY size LIMIT 1",
    [ledger, index],
  );
  const height = rows[0]?.height;
  const [attested] = height === undefined ? [] : await readAttested({ ledger, heights: [height], pinned: true, on });
  if (!attested) throw new Error(`Nothing is bound for entry ${index} of ${ledger}.`);
  const links = recorded.slice(-LINKS_MAX).map(async (link) => {
    const { number, size } = link.renewal;
    return { ...link, ...(await findRenewedPlace({ ledger, number, size, index, on })) };
  });
  return { attested, links: await Promise.all(links) };
}

/** Whether a recorded renewal covers the entry of a piece of evidence. */
export async function isRenewed(evidenceId: string): Promise<boolean> {
  const { rows } = await pool().query<{ renewed: boolean }>(
    `SELECT EXISTS (SELECT FROM ledger_entry e JOIN ledger_renewal r ON r.ledger = e.ledger AND r.size > e.index
       JOIN ledger_renewal_record c ON c.ledger = r.ledger AND c.number = r.number WHERE e.evidence_id = $1) AS renewed`,
    [evidenceId],
  );
  return rows[0]?.renewed === true;
}
