import type { Tx } from "#lib/infra/db/prisma.ts";
import type { CheckedPassword } from "./check-password.ts";

/**
 * Whether the account still has the password that was checked before this transaction began. Its row stays locked
 * against a reset until the caller's transaction ends: a session begun here is either there when a reset ends them all,
 * or is not begun.
 */
export async function isPasswordUnchanged(tx: Tx, { userId, passwordHash }: CheckedPassword): Promise<boolean> {
  const rows = await tx.$queryRaw<{ passwordHash: string }[]>`
    SELECT password_hash AS "passwordHash" FROM user_account WHERE id = ${userId}::uuid FOR SHARE`;
  return rows[0]?.passwordHash === passwordHash;
}
