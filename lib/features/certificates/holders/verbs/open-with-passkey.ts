import { checkPasskey } from "#lib/features/accounts/factors/checks/webauthn.ts";
import type { PasskeyAnswer } from "#lib/features/accounts/factors/schema.ts";
import { consumeChallenge } from "#lib/features/accounts/factors/verbs/consume-challenge.ts";
import { CHALLENGE_LIMIT } from "#lib/features/accounts/factors/verbs/create-challenge.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { callerOfAddress } from "#lib/gate/admit.ts";
import { countAttempt } from "#lib/gate/count-attempt.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { createHolderLink } from "./create-link.ts";

/** Of the link that it makes: whoever comes back later comes with the passkey again. */
const LINK_AGE_MS_MAX = 24 * 60 * 60 * 1_000;

/**
 * A link for whoever comes with a passkey that a holder added.
 *
 * @throws {SealbookError} `passkey_refused`, whatever is wrong with it; `too_many_attempts`
 */
export async function openWithPasskey(input: { answer: PasskeyAnswer; address: string }): Promise<{ token: string }> {
  await requireAttempt(input);
  const { answer } = input;
  const { clientDataJSON } = answer.response;
  const challenge = await consumeChallenge(prisma(), { clientDataJSON, purpose: "open", userId: null });
  return await prisma().$transaction(async (tx) => {
    const { id, kind, certificateId, ...stored } = await lockPasskey(tx, answer.id);
    // Whoever has the letter has no more than the device proves.
    const { counter } = await checkPasskey(answer, { stored, challenge, verified: false });
    await tx.holderPasskey.update({ where: { id }, data: { counter, usedAt: new Date() } });
    const expiresAt = new Date(Date.now() + LINK_AGE_MS_MAX);
    const { organisationId } = stored;
    return await createHolderLink(tx, { certificateId, organisationId, kind, expiresAt });
  });
}

interface Row {
  id: string;
  organisationId: OrganisationId;
  certificateId: string;
  kind: "letter" | "code";
  credentialId: Uint8Array;
  publicKey: Uint8Array;
  counter: bigint;
}

/** Its counter is read and written by one at a time. */
async function lockPasskey(tx: Tx, credential: string): Promise<Row> {
  const [row] = await tx.$queryRaw<
    Row[]
  >`SELECT id, organisation_id AS "organisationId", certificate_id AS "certificateId", kind,
      credential_id AS "credentialId", public_key AS "publicKey", counter FROM holder_passkey
    WHERE credential_id = ${new Uint8Array(Buffer.from(credential, "base64url"))} FOR UPDATE`;
  if (!row) throw new SealbookError("passkey_refused");
  return row;
}

async function requireAttempt({ address }: { address: string }): Promise<void> {
  await countAttempt(CHALLENGE_LIMIT, callerOfAddress(address));
}
