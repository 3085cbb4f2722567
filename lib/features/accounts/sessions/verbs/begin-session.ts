import { v7 as uuidv7 } from "uuid";
import type { Client, SignedIn } from "#lib/features/accounts/links/types.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { whole } from "#lib/gate/reach.ts";
import { SESSION_AGE_MS_MAX } from "#lib/gate/session-cookie.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import type { Role } from "#lib/words/permissions.ts";

/** How long the second factor is waited for. */
const AWAITING_AGE_MS_MAX = 10 * 60 * 1_000;

/**
 * first: the password, or a link for whoever has no account yet. second: a second factor as well. passkey: it alone. sso: the organisation's
 * provider says who it is, which proves nothing to anybody else.
 */
export type SessionProof = "first" | "second" | "passkey" | "sso";

export interface BeginSessionInput {
  userId: string;
  organisationId: OrganisationId;
  role: Role;
  client: Client;
  proof?: SessionProof;
}

/**
 * Begins a session in the caller's transaction. Whoever has a second factor and has not given it gets one that opens nothing: the way to
 * ask for it is the same whichever way the first was proven. The caller holds the account's row, so that no factor is added meanwhile.
 *
 * @returns its id, for the cookie
 */
export async function beginSession(tx: Tx, input: BeginSessionInput): Promise<SignedIn> {
  const { userId, organisationId, role, client, proof = "first" } = input;
  const awaits = proof === "first" && (await hasFactor(tx, userId)) ? "factor" : undefined;
  const sessionId = uuidv7();
  const now = new Date();
  const expiresAt = new Date(now.getTime() + (awaits ? AWAITING_AGE_MS_MAX : SESSION_AGE_MS_MAX));
  const vouched = proof === "sso";
  const life = { createdAt: now, seenAt: now, provenAt: vouched ? null : now, expiresAt };
  await tx.session.create({
    data: {
      id: sessionId,
      userId,
      organisationId,
      ...client,
      ...life,
      awaits: awaits ?? null,
      ssoOrganisationId: vouched ? organisationId : null,
    },
  });
  await writeAuditEvent(tx, {
    actor: { kind: "user", userId, sessionId, ...whole(organisationId), role, address: client.address },
    organisationId,
    action: awaits ? "session.await" : "session.begin",
    subject: sessionId,
    details: { userAgent: client.userAgent, ...(proof !== "first" && { proof }) },
  });
  return { sessionId, organisationId, ...(awaits && { awaits }) };
}

/** Whether the person is asked for more than a password. */
export async function hasFactor(tx: Tx, userId: string): Promise<boolean> {
  if (await tx.totpFactor.findFirst({ where: { userId, confirmedAt: { not: null } }, select: { userId: true } }))
    return true;
  return (await tx.passkey.findFirst({ where: { userId }, select: { id: true } })) !== null;
}
