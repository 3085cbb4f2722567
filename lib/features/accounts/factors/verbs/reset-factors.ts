import { endSessionsOf } from "#lib/features/accounts/sessions/verbs/end-sessions.ts";
import { requireCommandLine } from "#lib/gate/require.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { lockAccount } from "./lock-account.ts";
import { tellPerson } from "./tell-person.ts";

export interface ResetFactors {
  totp: number;
  passkeys: number;
  sessionsEnded: number;
}

/**
 * Takes every factor of somebody away, for who has lost all of them: from then on the password alone is asked for. Every session ends.
 *
 * @param input.email in lower case, as `emailSchema` gives it
 * @throws {SealbookError} `user_absent` when nobody has this e-mail.
 */
export async function resetFactors(input: { actor: { kind: "operator" }; email: string }): Promise<ResetFactors> {
  requireCommandLine(input.actor);
  const { actor, email } = input;
  return await prisma().$transaction(async (tx) => {
    const user = await tx.user.findUnique({ where: { email }, select: { id: true } });
    if (!user) throw new SealbookError("user_absent", { field: "email", details: { email } });
    const userId = user.id;
    await lockAccount(tx, userId);
    const { count: totp } = await tx.totpFactor.deleteMany({ where: { userId } });
    const { count: passkeys } = await tx.passkey.deleteMany({ where: { userId } });
    await tx.recoveryCode.deleteMany({ where: { userId } });
    const sessionsEnded = await endSessionsOf(tx, { userId });
    const details = { totp, passkeys, sessionsEnded };
    await tellPerson(tx, { actor, userId, action: "factors.reset", details, event: "reset" });
    return details;
  });
}
