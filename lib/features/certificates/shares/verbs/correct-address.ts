import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { endLetters } from "#lib/features/certificates/holders/verbs/end-letters.ts";
import { queueAgain, SEND_AGAIN_LIMIT } from "#lib/features/certificates/holders/verbs/send-again.ts";
import { changeEmail } from "#lib/features/certificates/issuing/verbs/change-email.ts";
import { endMailedOffers } from "#lib/features/certificates/wallets/verbs/end-offers.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { countAttempt } from "#lib/gate/count-attempt.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { SealbookError } from "#lib/words/errors.ts";

/**
 * Corrects the address of a certificate's holder and sends the letter there. Links that went to the address before open nothing any
 * more, nor do passkeys that were added, shares that were made and offers to wallets that were begun by them: somebody else may have them.
 *
 * @param input.email in lower case, as `emailSchema` gives it
 * @throws {SealbookError} `forbidden`, `scope_missing`, `organisation_suspended`, `too_many_attempts`; `not_found`
 */
export async function correctAddress(input: {
  actor: MemberActor;
  certificateId: string;
  email: string;
}): Promise<void> {
  requirePermission(input.actor, "certificates:write");
  const { actor, certificateId, email } = input;
  const { organisationId } = actor;
  await countAttempt(SEND_AGAIN_LIMIT, organisationId);
  await proven({ actor, authority: "certificates:write", activeOnly: true }, async (tx, current) => {
    const before = await changeEmail(tx, { reach: current, certificateId, email });
    if (before === undefined) throw new SealbookError("not_found");
    const isOther = before?.toLowerCase() !== email;
    if (isOther) {
      await endLetters(tx, certificateId);
      // A letter about another certificate of the same person opened this one, too.
      await tx.$executeRaw`UPDATE certificate_share s SET ended_at = now() FROM certificate_link l
        WHERE s.certificate_id = ${certificateId}::uuid AND s.ended_at IS NULL AND l.id = s.link_id AND l.kind = 'letter'`;
      await endMailedOffers(tx, certificateId);
    }
    await queueAgain(tx, certificateId, { anew: isOther });
    const event = { actor: current, organisationId, action: "certificate.address", subject: certificateId } as const;
    await writeAuditEvent(tx, { ...event, details: { email, emailBefore: before } });
  });
}
