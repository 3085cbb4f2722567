import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { Actor } from "#lib/gate/actor.ts";
import { requireOperator } from "#lib/gate/may-operate.ts";
import { proven } from "#lib/gate/proven.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";

/**
 * Whom security.txt names from now on, and until when; nobody, when the contact is empty.
 *
 * @param input.expires needed with a contact
 * @throws {SealbookError} `operators_only`, `value_missing`.
 */
export async function changeSecurityContact(input: {
  actor: Actor;
  contact: string;
  expires: Date | undefined;
}): Promise<{ changed: boolean }> {
  await requireOperator(input.actor);
  const { actor, contact, expires = new Date() } = input;
  if (contact !== "" && !input.expires) throw new SealbookError("value_missing", { field: "expires" });
  const behind = (tx: Tx) => tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('security_contact', 0))`;
  return await proven({ actor, authority: "operate", behind }, async (tx) => {
    const before = await tx.securityContact.findFirst({ orderBy: { number: "desc" } });
    const same = (before?.contact ?? "") === contact;
    if (same && (contact === "" || before?.expiresAt.getTime() === expires.getTime())) return { changed: false };
    const userId = actor.kind === "user" ? actor.userId : null;
    const number = (before?.number ?? 0) + 1;
    await tx.securityContact.create({ data: { number, contact, expiresAt: expires, userId } });
    const organisationId = actor.kind === "user" ? actor.organisationId : null;
    const details = { contactBefore: before?.contact ?? "", contact, expiresAt: contact && expires.toISOString() };
    await writeAuditEvent(tx, { actor, organisationId, action: "site.security_contact", subject: contact, details });
    return { changed: true };
  });
}
