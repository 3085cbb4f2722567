import { v7 as uuidv7 } from "uuid";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";

export interface NewPerson {
  name: string;
  /** In lower case, as `emailSchema` gives it. */
  email: string;
  /** argon2id, PHC string. */
  passwordHash: string;
}

/**
 * Makes an account in the caller's transaction. Of several who make one for the same address at once, the others wait for the first.
 *
 * @returns the person's id
 * @throws {SealbookError} `email_taken` when there is an account with this address by now.
 */
export async function insertPerson(tx: Tx, person: NewPerson): Promise<string> {
  const id = uuidv7();
  const { count } = await tx.user.createMany({ data: { id, ...person }, skipDuplicates: true });
  if (count === 0) throw new SealbookError("email_taken");
  return id;
}
