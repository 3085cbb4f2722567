import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { CheckedPassword } from "./check-password.ts";

/**
 * Goes on only while the account still has the password that was checked before this transaction began. Its row stays
 * locked against a reset until the caller's transaction ends: a session begun here is either there when a reset ends
 * them all, or is not begun.
 *
 * @throws {SealbookError} `credentials_wrong`.
 */
export async function requirePasswordUnchanged(tx: Tx, { userId, passwordHash }: CheckedPassword): Promise<void> {
  const rows = await tx.$queryRaw<{ passwordHash: string }[]>`
    SELECT password_hash AS "passwordHash" FROM user_account WHERE id = ${userId}::uuid FOR SHARE`;
  if (rows[0]?.passwordHash !== passwordHash) throw new SealbookError("credentials_wrong");
}
