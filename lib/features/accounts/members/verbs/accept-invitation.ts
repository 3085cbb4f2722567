import type { Client, SignedIn } from "#lib/features/accounts/links/types.ts";
import { consumeLink } from "#lib/features/accounts/links/verbs/consume-link.ts";
import { insertPerson, type NewPerson } from "#lib/features/accounts/people/verbs/insert-person.ts";
import { beginSession } from "#lib/features/accounts/sessions/verbs/begin-session.ts";
import { confirmOrChoose } from "#lib/features/accounts/sessions/verbs/check-password.ts";
import { requirePasswordUnchanged } from "#lib/features/accounts/sessions/verbs/require-password-unchanged.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { hashPassword } from "#lib/gate/password.ts";
import { requireLink } from "#lib/gate/require.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { Role } from "#lib/words/permissions.ts";
import { findOpenInvitation } from "../rows.ts";
import type { OpenInvitation } from "../types.ts";

export interface AcceptanceInput {
  token: string;
  /** Needed only by who has no account yet. */
  name: string;
  /** A new one, or the one of the account that the e-mail has already. */
  password: string;
  client: Client;
}

/**
 * Makes the holder of an invitation's link a member and signs them in. The link alone never sets the password of an
 * account that exists: its own password has to be given. Who is a member already keeps the role they have.
 *
 * @throws {SealbookError} `link_invalid`; as `confirmOrChoose`.
 */
export async function acceptInvitation(input: AcceptanceInput): Promise<SignedIn> {
  const open = requireLink(await findOpenInvitation(input.token));
  return await accept(input, open).catch(async (error: unknown) => {
    // Who used the link meanwhile made the account that is in the way.
    const still = requireLink(await findOpenInvitation(input.token));
    // Another link to this address made it: it is confirmed with its password, as any account.
    if (error instanceof SealbookError && error.code === "email_taken") return await accept(input, still);
    throw error;
  });
}

async function accept(input: AcceptanceInput, { email, organisationName }: OpenInvitation): Promise<SignedIn> {
  const { token, name, password, client } = input;
  const attempt = { email, password, address: client.address };
  const known = await confirmOrChoose(attempt, { name, nameField: "name", organisationName });
  const user: { userId: string } | NewPerson = known ?? { name, email, passwordHash: await hashPassword(password) };
  return await prisma().$transaction(async (tx) => {
    if (known) await requirePasswordUnchanged(tx, known);
    const accepted = await consumeInvitation(tx, { token, address: client.address });
    const { actor, organisationId, invitationId } = accepted;
    const userId = "userId" in user ? user.userId : await insertPerson(tx, user);
    const { role: kept } = await tx.membership.upsert({
      where: { organisationId_userId: { organisationId, userId } },
      create: { organisationId, userId, role: accepted.role, unitId: accepted.unitId },
      update: {},
    });
    const role = kept as Role;
    const details = { role, invitationId };
    await writeAuditEvent(tx, { actor, organisationId, action: "member.add", subject: userId, details });
    return await beginSession(tx, { userId, organisationId, role, client });
  });
}

/** Closes link and invitation. @throws {SealbookError} `link_invalid` when one of them is closed already. */
async function consumeInvitation(tx: Tx, { token, address }: { token: string; address: string }) {
  const link = await consumeLink(tx, { token, purpose: "invite", address });
  const { actor } = link;
  const organisationId = requireLink(link.organisationId ?? undefined);
  const invitationId = requireLink(link.invitationId ?? undefined);
  const now = new Date();
  // A withdrawal or an acceptance through another link of the same invitation may have come first.
  const [invitation] = await tx.invitation.updateManyAndReturn({
    where: { id: invitationId, acceptedAt: null, withdrawnAt: null, expiresAt: { gt: now } },
    data: { acceptedAt: now },
    select: { role: true, unitId: true },
  });
  const { role, unitId } = requireLink(invitation);
  return { actor, organisationId, invitationId, role: role as Role, unitId };
}
