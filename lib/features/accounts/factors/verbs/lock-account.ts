import type { Tx } from "#lib/infra/db/prisma.ts";

/**
 * Until the caller's transaction ends no other one changes how this person signs in, and no session of theirs begins: a sign-in holds
 * the row FOR SHARE (require-password-unchanged.ts).
 */
export async function lockAccount(tx: Tx, userId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM user_account WHERE id = ${userId}::uuid FOR NO KEY UPDATE`;
}
