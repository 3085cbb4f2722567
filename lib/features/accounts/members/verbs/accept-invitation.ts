import { v7 as uuidv7 } from "uuid";
import type { Client, SignedIn } from "#lib/features/accounts/links/types.ts";
import { consumeLink } from "#lib/features/accounts/links/verbs/consume-link.ts";
import { beginSession } from "#lib/features/accounts/sessions/verbs/begin-session.ts";
import { confirmOrChoose } from "#lib/features/accounts/sessions/verbs/check-password.ts";
import { requirePasswordUnchanged } from "#lib/features/accounts/sessions/verbs/require-password-unchanged.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { hashPassword } from "#lib/gate/password.ts";
import { requireLink } from "#lib/gate/require.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import type { Role } from "#lib/words/permissions.ts";
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
 *
 * @throws {SealbookError} `link_invalid`; as `confirmOrChoose`.
 */
export async function acceptInvitation(input: AcceptanceInput): Promise<SignedIn> {
  const { email, organisationName } = requireLink(await findOpenInvitation(input.token));
  const { token, name, password, client } = input;
  const attempt = { email, password, address: client.address };
  const known = await confirmOrChoose(attempt, { name, nameField: "name", organisationName });
  const fresh = known ? undefined : { name, email, passwordHash: await hashPassword(password) };
  return await prisma().$transaction(async (tx) => {
    if (known) await requirePasswordUnchanged(tx, known);
    const accepted = await consumeInvitation(tx, { token, address: client.address });
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
    select: { role: true },
  });
  return { actor, organisationId, invitationId, role: requireLink(invitation).role as Role };
}
