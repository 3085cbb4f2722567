/** A ledger's policy follows its witnesses: each change of whom we trust is a new row, in the transaction of the change. */
import { formatPolicy, type Policy, type PolicyGroup, type PolicyWitness } from "#lib/core/log/policy.ts";
import { logsOf } from "#lib/features/ledger/publishing/rows/witness-policy.ts";
import { findLedger } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import type { Actor } from "#lib/gate/actor.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { quorumOf } from "../rows/policy.ts";
import { cosignerKeys } from "../rows/verifier.ts";
import { BOTH_KEYS_SUFFIX, QUORUM_GROUP, SECOND_KEY_SUFFIX } from "../types.ts";

/** One change of a ledger's policy at a time, until the transaction ends; whoever says that a block is witnessed takes it too. */
export async function lockPolicy(tx: Tx, ledger: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('sealbook policy ' || ${ledger}, 0))`;
}

interface WitnessRow {
  name: string;
  verifierKey: string;
  mlDsaKey: string | null;
  active: boolean;
}

/**
 * Writes the policy that the ledger's witnesses now make, unless it is the one in force. The caller holds the lock.
 *
 * Every witness that ever was active stays in it by name and key, so that a reader can say who cosigned an old block;
 * only the active ones count towards the quorum. One with two keys counts when both signed: it stands there as a group of the two.
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
    SELECT n.name, n.verifier_key AS "verifierKey", n.ml_dsa_key AS "mlDsaKey",
      (SELECT event = 'active' FROM node_event WHERE node_id = n.id ORDER BY number DESC LIMIT 1) AS active
    FROM node n
    WHERE n.ledger = ${ledger} AND n.kind = 'witness'
      AND EXISTS (SELECT FROM node_event WHERE node_id = n.id AND event = 'active')
    ORDER BY n.created_at, n.id`;
  const watching = rows.map((row) => ({ ...row, ...policyLines(row) }));
  const members = watching.filter(({ active }) => active).map(({ member }) => member);
  if (needed > members.length) {
    if (options.needed === undefined) throw new SealbookError("quorum_unmet");
    throw new SealbookError("quorum_too_large", { field: "needed" });
  }
  const text = formatPolicy({
    logs: await readLogs(ledger),
    witnesses: watching.flatMap(({ witnesses }) => witnesses),
    groups: [
      ...watching.flatMap(({ groups }) => groups),
      ...(needed === 0 ? [] : [{ name: QUORUM_GROUP, threshold: needed, members }]),
    ],
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

/** A witness in a policy: a line for each key, and the name by which it counts, once. */
function policyLines({ name, verifierKey, mlDsaKey }: WitnessRow): {
  witnesses: PolicyWitness[];
  groups: PolicyGroup[];
  member: string;
} {
  const [key, second] = cosignerKeys({ name, verifierKey, mlDsaKey: mlDsaKey ?? undefined });
  if (!second) return { witnesses: [{ name, key }], groups: [], member: name };
  const [secondName, both] = [name + SECOND_KEY_SUFFIX, name + BOTH_KEYS_SUFFIX];
  return {
    witnesses: [
      { name, key },
      { name: secondName, key: second },
    ],
    groups: [{ name: both, threshold: 2, members: [name, secondName] }],
    member: both,
  };
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
