/** What a witness signed is kept beside its block; once there are enough, the block is witnessed. */

import { evaluatePolicy } from "#lib/core/log/evaluate-policy.ts";
import { parseNote } from "#lib/core/log/note.ts";
import { parsePolicy } from "#lib/core/log/policy.ts";
import type { Database } from "#lib/infra/db/pool.ts";
import { type Pool, transaction } from "#lib/infra/db/pool.ts";
import { findPolicyFor } from "../rows/policy.ts";
import { findNewestBlock, isHalfCosigned } from "../rows/round.ts";
import type { SignedLine } from "../rows/verifier.ts";

interface CosignedBlock {
  ledger: string;
  height: bigint;
  treeSize: bigint;
  checkpoint: string;
}

/**
 * Keeps a cosignature that was verified, and notes that its block is witnessed when the policy in force for it is met.
 * Said again, it changes nothing: a witness's first cosignature of a block is the one that stays. Where that is of its first key alone,
 * and it has a second one now, that one's line is kept beside it.
 *
 * @param options.lines one for each key of the witness
 * @returns whether the block became witnessed now.
 */
export async function keepCosignature(
  on: Pool,
  options: { block: CosignedBlock; witness: string; lines: readonly SignedLine[] },
): Promise<boolean> {
  const { block, witness, lines } = options;
  const { ledger, height } = block;
  const insert = async (number: 1 | 2, line: string, signedAt: Date | undefined) => {
    const { rowCount } = await on.query(
      `INSERT INTO block_cosignature (ledger, height, witness, number, line, signed_at) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT DO NOTHING`,
      [ledger, height, witness, number, line, signedAt],
    );
    return rowCount === 1;
  };
  const [earliest] = lines.map(({ signedAt }) => signedAt).sort((one, other) => Number(one) - Number(other));
  const isFirst = await insert(1, lines.map(({ line }) => line).join("\n"), earliest);
  const [, second] = lines;
  if (!isFirst && second && (await isHalfCosigned({ ledger, height, witness }, on)))
    await insert(2, second.line, second.signedAt);
  return await settleBlock(on, block);
}

/** The last block may be witnessed without another cosignature: a new policy may ask for fewer. */
export async function settleNewest(on: Pool, ledger: string): Promise<boolean> {
  const block = await findNewestBlock(ledger, on);
  return block !== undefined && (await settleBlock(on, { ledger, ...block }));
}

/** Notes that a block is witnessed, if it is. */
async function settleBlock(on: Pool, block: CosignedBlock): Promise<boolean> {
  if ((await policyMet(on, block)) === undefined) return false;
  return await transaction(on, async (connection) => {
    // The policy must not change between the look and the row: whoever changes it holds the same lock.
    await connection.query("SELECT pg_advisory_xact_lock(hashtextextended('sealbook policy ' || $1, 0))", [
      block.ledger,
    ]);
    const policy = await policyMet(connection, block);
    if (policy === undefined) return false;
    const { rowCount } = await connection.query(
      "INSERT INTO block_witnessed (ledger, height, policy) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
      [block.ledger, block.height, policy],
    );
    return rowCount === 1;
  });
}

/** The number of the policy in force for a block, if enough have cosigned it; a policy that asks nobody is never met. */
async function policyMet(on: Database, block: CosignedBlock): Promise<number | undefined> {
  const { ledger, height, treeSize, checkpoint } = block;
  const stored = await findPolicyFor({ ledger, size: treeSize }, on);
  const policy = stored && parsePolicy(stored.text);
  if (!policy || "error" in policy || policy.quorum === undefined) return undefined;
  const { rows } = await on.query<{ line: string }>(
    `SELECT line FROM block_cosignature c WHERE ledger = $1 AND height = $2
       AND NOT EXISTS (SELECT FROM block_witnessed w WHERE w.ledger = c.ledger AND w.height = c.height)`,
    [ledger, height],
  );
  const note = parseNote(checkpoint + rows.map(({ line }) => `${line}\n`).join(""));
  if (!note) return undefined;
  const { log, witnesses, quorumMet, witnessesMet } = evaluatePolicy(policy, note);
  // The ledger's own second key is asked for where it is listed, and witnesses nothing.
  return log && quorumMet && witnessesMet && witnesses.length > 0 ? stored.number : undefined;
}
