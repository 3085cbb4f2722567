import { v7 as uuidv7 } from "uuid";
import type { Client, SignedIn } from "#lib/features/accounts/links/types.ts";
import { consumeLink } from "#lib/features/accounts/links/verbs/consume-link.ts";
import { beginSession } from "#lib/features/accounts/sessions/verbs/begin-session.ts";
import { checkPassword, type SignInRefusal } from "#lib/features/accounts/sessions/verbs/check-password.ts";
import { isPasswordUnchanged } from "#lib/features/accounts/sessions/verbs/is-password-unchanged.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { Role } from "#lib/gate/actor.ts";
import { hashPassword, type PasswordProblem, passwordProblem } from "#lib/gate/password.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { findOpenInvitation } from "../rows.ts";

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
 */
export async function acceptInvitation(
  input: AcceptanceInput,
): Promise<SignedIn | { failed: "linkUnusable" | PasswordProblem } | SignInRefusal> {
  const { token, name, password, client } = input;
  const open = await findOpenInvitation(token);
  if (!open) return { failed: "linkUnusable" };
  const { email } = open;
  const known = open.hasAccount ? await checkPassword({ email, password, address: client.address }) : undefined;
  if (known && "failed" in known) return known;
  const weak = known ? undefined : passwordProblem(password, [email, name, open.organisationName]);
  if (weak) return { failed: weak };
  const fresh = known ? undefined : { name, email, passwordHash: await hashPassword(password) };
  return await prisma().$transaction(async (tx) => {
    if (known && !(await isPasswordUnchanged(tx, known))) return { failed: "credentialsWrong" };
    const accepted = await consumeInvitation(tx, { token, address: client.address });
    if (!accepted) return { failed: "linkUnusable" };
    const { actor, organisationId, invitationId } = accepted;
    const userId = known?.userId ?? uuidv7();
    if (fresh) await tx.user.create({ data: { id: userId, ...fresh } });
    const { role: kept } = await tx.membership.upsert({
      where: { organisationId_userId: { organisationId, userId } },
      create: { organisationId, userId, role: accepted.role },
      update: {},
    });
    const role = kept as Role;
    const details = { role, invitationId };
    await writeAuditEvent(tx, { actor, organisationId, action: "member.add", subject: userId, details });
    const sessionId = await beginSession(tx, { userId, organisationId, role, client });
    return { sessionId, organisationId };
  });
}

/** Closes link and invitation; undefined when one of them is closed already. */
async function consumeInvitation(tx: Tx, { token, address }: { token: string; address: string }) {
  const link = await consumeLink(tx, { token, purpose: "invite", address });
  if (!link?.organisationId || !link.invitationId) return undefined;
  const { actor, organisationId, invitationId } = link;
  const now = new Date();
  // A withdrawal or an acceptance through another link of the same invitation may have come first.
  const [invitation] = await tx.invitation.updateManyAndReturn({
    where: { id: invitationId, acceptedAt: null, withdrawnAt: null, expiresAt: { gt: now } },
    data: { acceptedAt: now },
    select: { role: true },
  });
  return invitation && { actor, organisationId, invitationId, role: invitation.role as Role };
}
