import type { Tx } from "#lib/infra/db/prisma.ts";

/** The account's password from now on, in the caller's transaction. @param input.passwordHash argon2id, PHC string */
export async function setPasswordHash(tx: Tx, input: { userId: string; passwordHash: string }): Promise<void> {
  const { userId, passwordHash } = input;
  await tx.user.update({ where: { id: userId }, data: { passwordHash } });
}
