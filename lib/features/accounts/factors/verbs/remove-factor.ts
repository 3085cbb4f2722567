import { hasFactor } from "#lib/features/accounts/sessions/verbs/begin-session.ts";
import { requireFreshProof } from "#lib/features/accounts/sessions/verbs/require-fresh-proof.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requireUser } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { lockAccount } from "./lock-account.ts";
import { tellPerson } from "./tell-person.ts";

/** Takes the actor's authenticator app away. @throws {SealbookError} `proof_needed`, `gone`. */
export async function removeTotp(input: { actor: UserActor }): Promise<void> {
  requireUser(input.actor);
  const { actor } = input;
  const { userId } = actor;
  await removing(actor, async (tx) => {
    const { count } = await tx.totpFactor.deleteMany({ where: { userId, confirmedAt: { not: null } } });
    if (count === 0) throw new SealbookError("gone");
    await tellPerson(tx, { actor, userId, action: "totp.remove", event: "totpRemoved" });
  });
}

/** Takes a passkey of the actor away. @throws {SealbookError} `proof_needed`, `gone`. */
export async function removePasskey(input: { actor: UserActor; id: string }): Promise<void> {
  requireUser(input.actor);
  const { actor, id } = input;
  const { userId } = actor;
  await removing(actor, async (tx) => {
    const passkey = await tx.passkey.findFirst({ where: { id, userId }, select: { name: true } });
    if (!passkey) throw new SealbookError("gone");
    await tx.passkey.delete({ where: { id } });
    const details = { name: passkey.name };
    await tellPerson(tx, { actor, userId, action: "passkey.remove", details, event: "passkeyRemoved" });
  });
}

async function removing(actor: UserActor, remove: (tx: Tx) => Promise<void>): Promise<void> {
  const { userId } = actor;
  const behind = (tx: Tx) => lockAccount(tx, userId);
  await proven({ actor, authority: "own", behind }, async (tx) => {
    await requireFreshProof(tx, actor);
    await remove(tx);
    // Without a factor there is nothing that a recovery code would stand in for.
    if (!(await hasFactor(tx, userId))) await tx.recoveryCode.deleteMany({ where: { userId } });
  });
}
