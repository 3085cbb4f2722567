/** A renewal begins: which tree it renews, and what vouches for that tree until now, are settled once. */
import { attestedDigest } from "#lib/core/renewal/renewed-tree.ts";
import { RENEWALS_MAX } from "#lib/core/renewal/statement.ts";
import { writeAuditRow } from "#lib/features/audit-log/verbs/write-audit-row.ts";
import { findLedger } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import type { Actor } from "#lib/gate/actor.ts";
import { requireCommandLine } from "#lib/gate/require.ts";
import { type Connection, type Pool, pool, transaction } from "#lib/infra/db/pool.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findEnd, listRenewals, listShown, readAttested } from "../rows/renewals.ts";
import type { Renewal } from "../types.ts";

/** Blocks whose signatures are held in memory at once. */
const BLOCKS_PER_BATCH = 256;

export interface BegunRenewal {
  renewal: Renewal;
  /** Entries that are too new, and come with the next one. */
  behind: bigint;
}

/**
 * The renewal to go on with: the last one while it is not recorded; else a new one, of everything that has been vouched for.
 *
 * @param options.newest also takes entries that nobody has vouched for yet
 * @returns undefined when there is nothing that the last one has not renewed
 * @throws {SealbookError} `ledger_absent`; `renewals_exhausted`: a ledger has at most 64
 */
export async function beginRenewal(options: {
  actor: Actor;
  ledger: string;
  newest: boolean;
  on?: Pool;
}): Promise<BegunRenewal | undefined> {
  requireCommandLine(options.actor);
  const { actor, ledger, newest, on = pool() } = options;
  return await transaction(on, async (connection) => {
    await connection.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    if (!(await findLedger(ledger, connection))) throw new SealbookError("ledger_absent", { details: { ledger } });
    const end = await findEnd({ ledger, newest, on: connection });
    const last = (await listRenewals(ledger, connection)).at(-1);
    if (last && last.evidenceId === undefined) return { renewal: last, behind: (end?.size ?? 0n) - last.size };
    if (!end || (last && last.size >= end.size)) return undefined;
    const number = (last?.number ?? 0) + 1;
    if (number > RENEWALS_MAX) throw new SealbookError("renewals_exhausted", { details: { ledger } });
    const { height, size, behind } = end;
    const { rows } = await connection.query<{ at: Date }>(
      "INSERT INTO ledger_renewal (ledger, number, algorithm, height, size) VALUES ($1, $2, 'sha3-256', $3, $4) RETURNING at",
      [ledger, number, height, size],
    );
    await insertPins(connection, { ledger, number, from: last ? last.height + 1n : 0n, to: height });
    await writeAuditRow(connection, {
      actor,
      action: "ledger.renew",
      subject: ledger,
      details: { number, size: String(size) },
    });
    const at = rows[0]?.at ?? new Date();
    const renewal = { ledger, number, height, size, at, statement: undefined, evidenceId: undefined, stamps: [] };
    return { renewal, behind };
    // COMMIT: what is renewed is settled. Before it nothing was begun; after it the tree grows from its first leaf on.
  });
}

/** What an earlier renewal bound stays as it was bound: each receipt shows one checkpoint to all of its renewals. */
async function insertPins(
  connection: Connection,
  { ledger, number, from, to }: { ledger: string; number: number; from: bigint; to: bigint },
): Promise<void> {
  const heights = await listShown({ ledger, from, to, on: connection });
  for (let at = 0; at < heights.length; at += BLOCKS_PER_BATCH) {
    const batch = heights.slice(at, at + BLOCKS_PER_BATCH);
    const attested = await readAttested({ ledger, heights: batch, pinned: false, on: connection });
    const pins = attested.map(({ text, tokens, height, size, ...who }) => ({
      ...{ height: String(height), size: String(size), ...who },
      digest: Buffer.from(attestedDigest({ text, tokens })).toString("hex"),
    }));
    await connection.query(
      `INSERT INTO ledger_renewal_checkpoint (ledger, height, number, size, digest, witnesses, authorities)
       SELECT $1, height, $2, size, decode(digest, 'hex'), witnesses, authorities FROM jsonb_to_recordset($3::jsonb)
         AS pin (height bigint, size bigint, digest text, witnesses text[], authorities text[])`,
      [ledger, number, JSON.stringify(pins)],
    );
  }
}
