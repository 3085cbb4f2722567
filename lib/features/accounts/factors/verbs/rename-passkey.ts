import { tellOrganisations } from "#lib/features/accounts/people/verbs/tell-organisations.ts";
import { requireFreshProof } from "#lib/features/accounts/sessions/verbs/require-fresh-proof.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requireUser } from "#lib/gate/require.ts";
import { SealbookError } from "#lib/words/errors.ts";

/** Calls a passkey of the actor by another name. @throws {SealbookError} `gone`; `proof_needed` from whom a provider vouches for. */
export async function renamePasskey(input: { actor: UserActor; id: string; name: string }): Promise<void> {
  requireUser(input.actor);
  const { actor, id, name } = input;
  const { userId } = actor;
  await proven({ actor, authority: "own" }, async (tx) => {
    // It is used in every organisation, and is not for one organisation's provider to change.
    if (actor.vouched) await requireFreshProof(tx, actor);
    const before = await tx.passkey.findFirst({ where: { id, userId }, select: { name: true } });
    if (!before) throw new SealbookError("gone");
    if (before.name === name) return;
    await tx.passkey.update({ where: { id }, data: { name } });
    await tellOrganisations(tx, {
      actor,
      userId,
      action: "passkey.rename",
      details: { nameBefore: before.name, name },
    });
  });
}
