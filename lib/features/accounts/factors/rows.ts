import { findAwaiting } from "#lib/features/accounts/sessions/rows.ts";
import type { AwaitingSession } from "#lib/features/accounts/sessions/types.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { Factors } from "./types.ts";

/** How the actor signs in beside the password. */
export async function readFactors({ userId }: Pick<UserActor, "userId">): Promise<Factors> {
  const [totp, passkeys, codesLeft] = await Promise.all([
    prisma().totpFactor.findFirst({ where: { userId, confirmedAt: { not: null } }, select: { confirmedAt: true } }),
    prisma().passkey.findMany({
      where: { userId },
      select: { id: true, name: true, backedUp: true, createdAt: true, usedAt: true },
      orderBy: { createdAt: "asc" },
    }),
    prisma().recoveryCode.count({ where: { userId, usedAt: null } }),
  ]);
  return {
    totpSince: totp?.confirmedAt ?? undefined,
    passkeys: passkeys.map(({ usedAt, ...passkey }) => ({ ...passkey, usedAt: usedAt ?? undefined })),
    codesLeft,
  };
}

/** The credentials of somebody's passkeys, for a browser to choose among. base64url */
export async function listCredentials(userId: string): Promise<{ id: string; transports: string[] }[]> {
  const rows = await prisma().passkey.findMany({
    where: { userId },
    select: { credentialId: true, transports: true },
    orderBy: { createdAt: "asc" },
  });
  return rows.map(({ credentialId, transports }) => ({
    id: Buffer.from(credentialId).toString("base64url"),
    transports,
  }));
}

/** To whom letters about the account go. */
export async function readMailbox(
  tx: Tx,
  userId: string,
): Promise<{ email: string; name: string; locale: string | null }> {
  return await tx.user.findUniqueOrThrow({ where: { id: userId }, select: { email: true, name: true, locale: true } });
}

/** Who waits for the second factor in this session. @throws {SealbookError} `session_ended`. */
export async function awaitingOf(sessionId: string | undefined): Promise<AwaitingSession> {
  const awaiting = sessionId === undefined ? undefined : await findAwaiting(sessionId);
  if (!awaiting) throw new SealbookError("session_ended");
  return awaiting;
}
