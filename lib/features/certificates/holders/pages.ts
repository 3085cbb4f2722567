/** What pages show of holders: the issuer's, and the one where holders without a link begin. */

import { findNewestLetter } from "#lib/features/outbox/rows.ts";
import { may } from "#lib/gate/may.ts";
import { requireMember } from "#lib/gate/page-member.ts";
import { sendsMail } from "#lib/infra/mail/transport.ts";
import { findAddress, findHeld } from "./rows/certificates.ts";
import { readBatchDelivery } from "./rows/deliveries.ts";
import { type BatchDelivery, CLAIM_LETTER, type Delivery } from "./types.ts";

/** Whether a lost link can be sent again: who runs this installation may send no mail. */
export function loadStart(): { mayAskForLink: boolean } {
  return { mayAskForLink: sendsMail };
}

/** Whether and how a certificate reached its holder, for its issuer. @returns undefined where there is no such certificate within reach */
export async function loadDelivery(certificateId: string): Promise<Delivery | undefined> {
  const actor = await requireMember(`/certificates/${certificateId}`);
  const { organisationId } = actor;
  const [address, held, letter] = await Promise.all([
    findAddress(certificateId, actor),
    findHeld(certificateId),
    findNewestLetter({ organisationId, kind: CLAIM_LETTER, subject: certificateId }),
  ]);
  if (!address || !held) return undefined;
  const { email } = address;
  return {
    ...(email === undefined ? {} : { email }),
    ...(held.claimedAt === undefined ? {} : { claimedAt: held.claimedAt }),
    ...(letter && {
      letter: { to: letter.recipient, at: (letter.sentAt ?? letter.createdAt).toISOString(), state: letter.state },
    }),
    ...(letter?.failure ? { failure: letter.failure } : {}),
    maySend: may(actor, "certificates:write"),
    sendsMail,
  };
}

/** How an issued batch reached its holders, for its issuer. */
export async function loadBatchDelivery(batchId: string): Promise<BatchDelivery & { sendsMail: boolean }> {
  const actor = await requireMember(`/certificates/batches/${batchId}`);
  return { ...(await readBatchDelivery(actor, batchId)), sendsMail };
}
