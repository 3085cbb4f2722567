import { Secret } from "otpauth";
import { requireFreshProof } from "#lib/features/accounts/sessions/verbs/require-fresh-proof.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requireUser } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { sealSecret } from "#lib/infra/keys/sealed-secret.ts";
import { qrPath } from "#lib/pdf/qr.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { readMailbox } from "../rows.ts";
import type { NewTotp } from "../types.ts";
import { lockAccount } from "./lock-account.ts";
import { sealedFor, totpOf } from "./take-totp.ts";

/** As long as the hash that makes the codes (RFC 4226 section 4, R6). */
const SECRET_BYTES = 20;

/**
 * Makes the secret of an authenticator app. It is none until a code of it was given; one that was begun before is replaced.
 *
 * @throws {SealbookError} `proof_needed`; `totp_present` when there is one.
 */
export async function beginTotp(input: { actor: UserActor }): Promise<NewTotp> {
  requireUser(input.actor);
  const { actor } = input;
  const { userId } = actor;
  const behind = (tx: Tx) => lockAccount(tx, userId);
  return await proven({ actor, authority: "own", behind }, async (tx) => {
    await requireFreshProof(tx, actor);
    if (await tx.totpFactor.findFirst({ where: { userId, confirmedAt: { not: null } } }))
      throw new SealbookError("totp_present");
    const secret = new Secret({ size: SECRET_BYTES });
    const fresh = {
      secret: new Uint8Array(sealSecret(secret.bytes, sealedFor(userId))),
      createdAt: new Date(),
      lastStep: 0n,
    };
    await tx.totpFactor.upsert({ where: { userId }, create: { userId, ...fresh }, update: fresh });
    const { email } = await readMailbox(tx, userId);
    return { secret: secret.base32, qr: qrPath(totpOf(secret.bytes, email).toString()) };
  });
}
