import { requireFreshProof } from "#lib/features/accounts/sessions/verbs/require-fresh-proof.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requireUser } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { beginFactors } from "./begin-factors.ts";
import { countGuess } from "./count-guess.ts";
import { lockAccount } from "./lock-account.ts";
import { takeTotp } from "./take-totp.ts";
import { tellPerson } from "./tell-person.ts";

/**
 * A code of the app that was just set up makes it a factor.
 *
 * @returns recovery codes when it is the first factor
 * @throws {SealbookError} `proof_needed`, `code_wrong` of the field `code`, `too_many_attempts`.
 */
export async function confirmTotp(input: { actor: UserActor; code: string }): Promise<{ codes: string[] | undefined }> {
  requireUser(input.actor);
  const { actor, code } = input;
  const { userId } = actor;
  await countGuess({ userId, address: actor.address });
  const behind = (tx: Tx) => lockAccount(tx, userId);
  return await proven({ actor, authority: "own", behind }, async (tx) => {
    await requireFreshProof(tx, actor);
    if (!(await takeTotp(tx, { userId, code, which: "set-up" })))
      throw new SealbookError("code_wrong", { field: "code" });
    const codes = await beginFactors(tx, actor);
    await tx.totpFactor.update({ where: { userId }, data: { confirmedAt: new Date() } });
    await tellPerson(tx, { actor, userId, action: "totp.add", event: "totpAdded" });
    return { codes };
  });
}
