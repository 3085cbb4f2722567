import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { checkPasskey, userHandleOf } from "../checks/webauthn.ts";
import type { PasskeyAnswer } from "../schema.ts";
import { lockAccount } from "./lock-account.ts";

interface Use {
  answer: PasskeyAnswer;
  /** As `consumeChallenge` took it: before the caller's transaction, so that what is refused is not tried again with the same answer. */
  challenge: string;
  /** Whose it has to be. Without, it stands by itself, and the authenticator has to have found out who holds it. */
  userId?: string;
}

/** Takes what a passkey answered, in the caller's transaction, which holds its account from then on. @returns whose it is. @throws {SealbookError} `passkey_refused`. */
export async function takePasskey(tx: Tx, { answer, challenge, userId: expected }: Use): Promise<{ userId: string }> {
  const { userHandle } = answer.response;
  const credentialId = new Uint8Array(Buffer.from(answer.id, "base64url"));
  const owner = await tx.passkey.findUnique({ where: { credentialId }, select: { userId: true } });
  if (!owner || (expected !== undefined && owner.userId !== expected)) throw new SealbookError("passkey_refused");
  const { userId } = owner;
  // The counter is read and written by one at a time. Whoever takes the passkey away holds the same lock, and none but this one first.
  await lockAccount(tx, userId);
  const stored = await tx.passkey.findUnique({ where: { credentialId } });
  if (!stored) throw new SealbookError("passkey_refused");
  const handle = userHandle === undefined ? undefined : Buffer.from(userHandle, "base64url");
  if (handle && !handle.equals(userHandleOf(userId))) throw new SealbookError("passkey_refused");
  const now = await checkPasskey(answer, { stored, challenge, verified: expected === undefined });
  await tx.passkey.update({ where: { id: stored.id }, data: { ...now, usedAt: new Date() } });
  return { userId };
}
