import { hasFactor } from "#lib/features/accounts/sessions/verbs/begin-session.ts";
import { requireFreshProof } from "#lib/features/accounts/sessions/verbs/require-fresh-proof.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requireUser } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { insertCodes } from "./insert-codes.ts";
import { lockAccount } from "./lock-account.ts";
import { tellPerson } from "./tell-person.ts";

/** Makes other recovery codes. @throws {SealbookError} `proof_needed`; `gone` when no factor is left that they would stand in for. */
export async function makeCodes(input: { actor: UserActor }): Promise<{ codes: string[] }> {
  requireUser(input.actor);
  const { actor } = input;
  const { userId } = actor;
  const behind = (tx: Tx) => lockAccount(tx, userId);
  return await proven({ actor, authority: "own", behind }, async (tx) => {
    await requireFreshProof(tx, actor);
    if (!(await hasFactor(tx, userId))) throw new SealbookError("gone");
    const codes = await insertCodes(tx, userId);
    await tellPerson(tx, { actor, userId, action: "recovery_codes.make", event: "codesMade" });
    return { codes };
  });
}
