import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { checkPasskey, userHandleOf } from "../checks/webauthn.ts";
import type { PasskeyAnswer } from "../schema.ts";

interface Use {
  answer: PasskeyAnswer;
  /** As `consumeChallenge` took it: before the caller's transaction, so that what is refused is not tried again with the same answer. */
  challenge: string;
  /** Whose it has to be. Without, it stands by itself, and the authenticator has to have found out who holds it. */
  userId?: string;
}

/** Takes what a passkey answered, in the caller's transaction. @returns whose it is. @throws {SealbookError} `passkey_refused`. */
export async function takePasskey(tx: Tx, { answer, challenge, userId: expected }: Use): Promise<{ userId: string }> {
  const { userHandle } = answer.response;
  const credentialId = new Uint8Array(Buffer.from(answer.id, "base64url"));
  // Its counter is read and written by one at a time.
  await tx.$queryRaw`SELECT 1 FROM passkey WHERE credential_id = ${credentialId} FOR UPDATE`;
  const stored = await tx.passkey.findUnique({ where: { credentialId } });
  if (!stored || (expected !== undefined && stored.userId !== expected)) throw new SealbookError("passkey_refused");
  const { id, userId } = stored;
  const handle = userHandle === undefined ? undefined : Buffer.from(userHandle, "base64url");
  if (handle && !handle.equals(userHandleOf(userId))) throw new SealbookError("passkey_refused");
  const now = await checkPasskey(answer, { stored, challenge, verified: expected === undefined });
  await tx.passkey.update({ where: { id }, data: { ...now, usedAt: new Date() } });
  return { userId };
}
