/** What an issuer does about letters and links of its certificates. */
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { queueItems } from "#lib/features/outbox/verbs/queue-items.ts";
import { renewItem } from "#lib/features/outbox/verbs/renew-item.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { countAttempt } from "#lib/gate/count-attempt.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import type { RateLimit } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { claimLetter } from "../letters.ts";
import { requireOwn } from "../rows/certificates.ts";
import { letterDue } from "../rows/letters.ts";
import { HANDED_AGE_MS_MAX } from "../types.ts";
import { createHolderCode } from "./create-link.ts";
import { itemOf } from "./queue-letters.ts";

const DAY_SECONDS = 24 * 60 * 60;
/** Letters that one organisation sends again: nobody sends advertisements from here. */
export const SEND_AGAIN_LIMIT: RateLimit = { name: "certificate letter", requests: 500, windowSeconds: DAY_SECONDS };

/**
 * Sends the letter of a certificate once more, with a new link. One that is still on its way is tried anew instead.
 *
 * @throws {SealbookError} `forbidden`, `scope_missing`, `organisation_suspended`, `too_many_attempts`; `not_found`; `gone`: it has no address
 */
export async function sendClaimLetter(input: { actor: MemberActor; certificateId: string }): Promise<void> {
  requirePermission(input.actor, "certificates:write");
  const { actor, certificateId } = input;
  const { organisationId } = actor;
  await countAttempt(SEND_AGAIN_LIMIT, organisationId);
  await proven({ actor, authority: "certificates:write", activeOnly: true }, async (tx, current) => {
    await requireOwn(certificateId, current);
    await queueAgain(tx, certificateId, { anew: false });
    const event = { actor: current, organisationId, action: "certificate.notify", subject: certificateId } as const;
    await writeAuditEvent(tx, { ...event, details: {} });
  });
}

/**
 * In the caller's transaction. One that waits for another address is never renewed: it goes nowhere.
 *
 * @throws {SealbookError} `gone`: it has no address
 */
export async function queueAgain(tx: Tx, certificateId: string, { anew }: { anew: boolean }): Promise<void> {
  const due = await letterDue(tx, certificateId);
  if (!due) throw new SealbookError("gone");
  const item = itemOf(due);
  await tx.certificateNotice.createMany({ data: [{ certificateId, number: 0 }], skipDuplicates: true });
  if (anew || !(await renewItem(tx, claimLetter, item))) await queueItems(tx, claimLetter, [item]);
}

/**
 * A link and a code to hand over on paper or by chat. What they open is that certificate alone.
 *
 * @throws {SealbookError} `forbidden`, `scope_missing`, `organisation_suspended`; `not_found`
 */
export async function makeClaimLink(input: {
  actor: MemberActor;
  certificateId: string;
}): Promise<{ url: string; code: string; expiresAt: Date }> {
  requirePermission(input.actor, "certificates:write");
  const { actor, certificateId } = input;
  const { organisationId } = actor;
  return await proven({ actor, authority: "certificates:write", activeOnly: true }, async (tx, current) => {
    await requireOwn(certificateId, current);
    const expiresAt = new Date(Date.now() + HANDED_AGE_MS_MAX);
    const { url, code } = await createHolderCode(tx, { certificateId, organisationId, kind: "issuer", expiresAt });
    const event = { actor: current, organisationId, action: "certificate.notify", subject: certificateId } as const;
    await writeAuditEvent(tx, { ...event, details: { expiresAt: expiresAt.toISOString() } });
    return { url, code, expiresAt };
  });
}
