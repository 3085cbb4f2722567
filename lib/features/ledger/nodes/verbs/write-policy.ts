/** A ledger's policy follows its witnesses: each change of whom we trust is a new row, in the transaction of the change. */
import { formatPolicy, type Policy, type PolicyWitness } from "#lib/core/log/policy.ts";
import { logsOf } from "#lib/features/ledger/publishing/rows/witness-policy.ts";
import { findLedger } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import type { Actor } from "#lib/gate/actor.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { quorumOf } from "../rows/policy.ts";
import { cosignerKey } from "../rows/verifier.ts";
import { QUORUM_GROUP } from "../types.ts";

/** One change of a ledger's policy at a time, until the transaction ends; whoever says that a block is witnessed takes it too. */
export async function lockPolicy(tx: Tx, ledger: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('sealbook policy ' || ${ledger}, 0))`;
}

interface WitnessRow {
  name: string;
  verifierKey: string;
  active: boolean;
}

/**
 * Writes the policy that the ledger's witnesses now make, unless it is the one in force. The caller holds the lock.
 *
 * Every witness that ever was active stays in it by name and key, so that a reader can say who cosigned an old block;
 * only the active ones count towards the quorum.
 *
 * @param options.needed how many have to cosign, 0 for none; as before when it is not given
 * @throws {SealbookError} `quorum_too_large` of what is asked for, `quorum_unmet` when fewer are left than before.
 */
export async function writePolicy(
  tx: Tx,
  options: { ledger: string; actor: Actor; needed?: number },
): Promise<{ number: number; needed: number }> {
  const { ledger, actor } = options;
  const previous = await tx.ledgerPolicy.findFirst({ where: { ledgerName: ledger }, orderBy: { number: "desc" } });
  const needed = options.needed ?? quorumOf(previous?.policy).needed;
  const rows = await tx.$queryRaw<WitnessRow[]>`
    SELECT n.name, n.verifier_key AS "verifierKey",
      (SELECT event = 'active' FROM node_event WHERE node_id = n.id ORDER BY number DESC LIMIT 1) AS active
    FROM node n
    WHERE n.ledger = ${ledger} AND n.kind = 'witness'
      AND EXISTS (SELECT FROM node_event WHERE node_id = n.id AND event = 'active')
    ORDER BY n.created_at, n.id`;
  const members = rows.filter(({ active }) => active).map(({ name }) => name);
  if (needed > members.length) {
    if (options.needed === undefined) throw new SealbookError("quorum_unmet");
    throw new SealbookError("quorum_too_large", { field: "needed" });
  }
  const text = formatPolicy({
    logs: await readLogs(ledger),
    witnesses: rows.map(toWitness),
    groups: needed === 0 ? [] : [{ name: QUORUM_GROUP, threshold: needed, members }],
    ...(needed > 0 && { quorum: QUORUM_GROUP }),
  });
  if (previous?.policy === text) return { number: previous.number, needed };
  const number = (previous?.number ?? 0) + 1;
  await tx.ledgerPolicy.create({
    data: {
      ledgerName: ledger,
      number,
      sinceSize: await firstSizeOfChange(tx, ledger),
      policy: text,
      userId: actor.kind === "user" ? actor.userId : null,
    },
  });
  return { number, needed };
}

/** Every key that was proven to be the ledger's. Whoever adds one waits for our lock, and then adds it to this policy. */
async function readLogs(ledger: string): Promise<Policy["logs"]> {
  const found = await findLedger(ledger);
  if (!found) throw new Error(`There is no ledger ${ledger}.`);
  return logsOf(found);
}

function toWitness({ name, verifierKey }: WitnessRow): PolicyWitness {
  const key = cosignerKey(verifierKey);
  if (!key) throw new Error(`The key of witness ${name} is malformed.`);
  return { name, key };
}

/**
 * The last block is judged anew, unless it is witnessed already: what was once witnessed stays so, and its policy with it.
 */
async function firstSizeOfChange(tx: Tx, ledger: string): Promise<bigint> {
  const last = await tx.ledgerBlock.findFirst({
    where: { ledgerName: ledger },
    orderBy: { height: "desc" },
    select: { treeSize: true, witnessed: { select: { height: true } } },
  });
  if (!last) return 0n;
  return last.witnessed ? last.treeSize + 1n : last.treeSize;
}
