import { readApproval } from "#lib/credentials/threshold/approval.ts";
import { readSignedOpen } from "#lib/credentials/threshold/messages.ts";
import type { OrganisationId, Reach } from "#lib/gate/actor.ts";
import { inUnits, within } from "#lib/gate/reach.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { ROUND_OUTCOMES, type SealGroup, type Sealing, type SealRound } from "../types.ts";
import { readGroup } from "./groups.ts";

export interface SealedBatch {
  id: string;
  name: string;
  state: string;
  statement: string | null;
  sealKey: Uint8Array | null;
  sealSignature: Uint8Array | null;
}

/** What a batch has to do with seals; undefined where there is no batch of this id within reach. */
export async function readSealedBatch(
  { reach, id }: { reach: Reach; id: string },
  tx: Tx = prisma(),
): Promise<SealedBatch | undefined> {
  const row = await tx.certificateBatch.findFirst({
    where: { ...within(reach), id },
    select: { id: true, name: true, state: true, statement: true, sealKey: true, sealSignature: true },
  });
  return row ?? undefined;
}

/** How far a batch's sealing is; undefined where there is no batch of this id, or it needs no seal. */
export async function readSealing(
  { reach, batchId }: { reach: Reach; batchId: string },
  tx: Tx = prisma(),
): Promise<Sealing | undefined> {
  const batch = await readSealedBatch({ reach, id: batchId }, tx);
  const group = batch?.sealKey ? await groupOfKey(reach.organisationId, batch.sealKey, tx) : undefined;
  if (!batch || !group) return undefined;
  const rounds = await readRounds({ batchId, group }, tx);
  const { statement, sealSignature } = batch;
  return { batchId, group, ...(statement === null ? {} : { statement }), sealed: sealSignature !== null, rounds };
}

async function groupOfKey(organisationId: OrganisationId, key: Uint8Array, tx: Tx): Promise<SealGroup | undefined> {
  const text = Buffer.from(key).toString("base64");
  const [row] = await tx.$queryRaw<{ id: string }[]>`SELECT id FROM seal_group
    WHERE organisation_id = ${organisationId}::uuid AND commitments[1] = ${text}`;
  return row ? await readGroup({ organisationId, id: row.id }, tx) : undefined;
}

async function readRounds({ batchId, group }: { batchId: string; group: SealGroup }, tx: Tx): Promise<SealRound[]> {
  const rounds = await tx.sealRound.findMany({ where: { batchId }, orderBy: { attempt: "asc" } });
  const approvals = await tx.sealApproval.findMany({ where: { batchId }, orderBy: [{ at: "asc" }, { number: "asc" }] });
  const keys = await signingKeys(group.id, tx);
  return rounds.map(({ attempt, groupId, begunAt, fullAt, outcome, culprits }) => {
    const said = approvals.filter((each) => each.attempt === attempt);
    const signing = said.filter(({ approved }) => approved).slice(0, group.threshold);
    const known = groupId === group.id ? ROUND_OUTCOMES.find((each) => each === outcome) : "replaced";
    return {
      ...{ attempt, begunAt: begunAt.toISOString(), culprits },
      ...(fullAt ? { fullAt: fullAt.toISOString() } : {}),
      ...(known ? { outcome: known } : {}),
      approvals: said.map(({ number, text, signature, approved, at, share }) => {
        const read = readApproval({ text, signature }, keys.get(number) ?? "");
        return {
          ...{ number, text, signature, approved, at: at.toISOString() },
          ...(read?.says === "reject" ? { reason: read.reason } : {}),
          signs: signing.some((each) => each.number === number),
          ...(share === null ? {} : { share: { number, share } }),
        };
      }),
    };
  });
}

/** By number: the key that each approver opened with. */
export async function signingKeys(groupId: string, tx: Tx = prisma()): Promise<Map<number, string>> {
  const rows = await tx.sealMessage.findMany({ where: { groupId, kind: "open" } });
  return new Map(
    rows.flatMap(({ number, text, signature }) => {
      const open = readSignedOpen({ text, signature });
      return open ? [[number, open.keys.signing] as const] : [];
    }),
  );
}

/** What an approver looks through: every certificate of the batch with the leaf that the statement's root covers, in order, from a number on. */
export async function readReview(
  { reach: { organisationId, units }, batchId, after }: { reach: Reach; batchId: string; after: number },
  limit: number,
): Promise<{ number: number; holderName: string; values: unknown; leaf: string; credential: string }[]> {
  return await prisma().$queryRawUnsafe(
    `SELECT d.number, d.holder_name AS "holderName", d.values, w.leaf, w.credential
     FROM certificate_batch b JOIN certificate_work w ON w.batch_id = b.id JOIN certificate_draft d ON d.batch_id = b.id AND d.number = w.number
     WHERE b.organisation_id = $1::uuid AND b.id = $2::uuid AND ${inUnits("b.unit_id", "$5")} AND b.state = 'sealing'
       AND w.leaf IS NOT NULL AND d.number > $3
     ORDER BY d.number LIMIT $4`,
    ...[organisationId, batchId, after, limit, units],
  );
}
