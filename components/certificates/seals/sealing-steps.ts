/** An approver's part in sealing a batch: a word under a commitment, then, once enough have said yes, a part of the signature. */
import { sealMessage } from "#lib/core/certificate/seal.ts";
import { fromBase64, utf8 } from "#lib/core/text/bytes.ts";
import {
  APPROVAL_V1,
  type Approval,
  commitmentsOf,
  encodeApproval,
  readApproval,
  statementHash,
} from "#lib/credentials/threshold/approval.ts";
import { commitToSign, signShare } from "#lib/credentials/threshold/frost.ts";
import { signAsApprover } from "#lib/credentials/threshold/identity.ts";
import type { Sealing, SealRound } from "#lib/features/certificates/seals/types.ts";
import { ask } from "./ask.ts";
import { keepCommitted, keptCommitted, takeCommitted, type Unlocked } from "./keeper.ts";

interface Of {
  sealing: Sealing;
  unlocked: Unlocked;
}

/** The try that is open, or the next one. */
export function attemptOf({ rounds }: Sealing): number {
  const last = rounds.at(-1);
  return last ? (last.outcome ? last.attempt + 1 : last.attempt) : 1;
}

/** Says yes. What is needed to sign is kept first. */
export async function approve({ sealing, unlocked }: Of): Promise<void> {
  const { kept, key } = unlocked;
  if (kept.phase !== "key") return;
  const place = placeOf(sealing);
  // Said again as it was said, should that not have arrived: another commitment would leave this one without what stands behind it.
  const committed = (await keptCommitted(key, place)) ?? commitToSign(kept.key);
  const { hiding, binding } = committed.commitment;
  await keepCommitted(key, place, committed);
  await say({ sealing, unlocked }, { says: "approve", hiding, binding });
}

export async function reject({ sealing, unlocked }: Of, reason: string): Promise<void> {
  await say({ sealing, unlocked }, { says: "reject", reason });
}

/**
 * Signs, once: what stands behind the commitment is gone from this browser before.
 *
 * @returns whether there was something to sign with, and the part fitted
 */
export async function sign({ sealing, unlocked }: Of, round: SealRound): Promise<boolean> {
  const { kept, key } = unlocked;
  if (kept.phase !== "key" || sealing.statement === undefined) return false;
  const message = sealMessage(utf8(sealing.statement));
  const commitments = commitmentsOf(approvalsOf({ sealing, unlocked }, round));
  const committed = await takeCommitted(key, placeOf(sealing));
  if (!committed || commitments.length !== kept.group.threshold) return false;
  const { nonces } = committed;
  const { share } = signShare({ group: kept.group, key: kept.key, nonces, commitments, message });
  const path = `/api/v1/batches/${sealing.batchId}/seal/shares`;
  const { fits } = await ask<{ fits: boolean }>(path, { attempt: round.attempt, share });
  return fits;
}

/** The words of those who sign, held against the keys that this approver knows, not those that the server names. */
function approvalsOf({ sealing, unlocked: { kept } }: Of, round: SealRound): Approval[] {
  if (kept.phase !== "key" || sealing.statement === undefined) return [];
  const statement = statementHash(utf8(sealing.statement));
  return round.approvals.flatMap((each) => {
    const approval = each.signs ? readApproval(each, kept.signing[each.number - 1] ?? "") : undefined;
    const isOfThis =
      approval?.number === each.number &&
      approval.attempt === round.attempt &&
      approval.batch === sealing.batchId &&
      approval.group === sealing.group.id &&
      approval.statement === statement;
    return isOfThis ? [approval] : [];
  });
}

async function say(
  { sealing, unlocked }: Of,
  says: { says: "approve"; hiding: string; binding: string } | { says: "reject"; reason: string },
): Promise<void> {
  const { kept } = unlocked;
  if (kept.phase !== "key" || sealing.statement === undefined) return;
  const { batchId: batch, group, statement } = sealing;
  const of = { group: group.id, number: kept.key.number, batch, attempt: attemptOf(sealing) };
  const text = encodeApproval({ approval: APPROVAL_V1, ...of, statement: statementHash(utf8(statement)), ...says });
  const signature = signAsApprover(fromBase64(kept.seed) ?? new Uint8Array(0), text);
  await ask(`/api/v1/batches/${batch}/seal/approvals`, { text, signature });
}

const placeOf = (sealing: Sealing) => ({
  group: sealing.group.id,
  batch: sealing.batchId,
  attempt: attemptOf(sealing),
});
