import { v7 as uuidv7 } from "uuid";
import type { Client } from "#lib/features/accounts/links/types.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { SESSION_AGE_MS_MAX } from "#lib/gate/session-cookie.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import type { Role } from "#lib/words/permissions.ts";

export interface BeginSessionInput {
  userId: string;
  organisationId: OrganisationId;
  role: Role;
  client: Client;
}

/** Begins a session in the caller's transaction. @returns its id, for the cookie */
export async function beginSession(tx: Tx, input: BeginSessionInput): Promise<string> {
  const { userId, organisationId, role, client } = input;
  const sessionId = uuidv7();
  const now = new Date();
  const expiresAt = new Date(now.getTime() + SESSION_AGE_MS_MAX);
  await tx.session.create({
    data: { id: sessionId, userId, organisationId, ...client, createdAt: now, seenAt: now, expiresAt },
  });
  await writeAuditEvent(tx, {
    actor: { kind: "user", userId, sessionId, organisationId, role, address: client.address },
    organisationId,
    action: "session.begin",
    subject: sessionId,
    details: { userAgent: client.userAgent },
  });
  return sessionId;
}
