import { v7 as uuidv7 } from "uuid";
import { checkNewPasskey } from "#lib/features/accounts/factors/checks/webauthn.ts";
import type { NewPasskeyAnswer } from "#lib/features/accounts/factors/schema.ts";
import { consumeChallenge } from "#lib/features/accounts/factors/verbs/consume-challenge.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { requireLink } from "#lib/gate/require.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findHolder, lockHolder } from "../rows/holder.ts";
import { listCredentials } from "../rows/passkeys.ts";

/** Of one holder: a phone, a laptop, a key. */
const PASSKEYS_MAX = 10;

/**
 * Keeps a passkey that a holder's browser has made: it opens what their link opens, and no more.
 *
 * @throws {SealbookError} `link_invalid`; `passkey_refused`, `passkey_present`, `too_many_passkeys`
 */
export async function addHolderPasskey(input: {
  token: string;
  answer: NewPasskeyAnswer;
  address: string;
}): Promise<void> {
  const holder = requireLink(await findHolder(input.token, input.address));
  const { clientDataJSON } = input.answer.response;
  const challenge = await consumeChallenge(prisma(), { clientDataJSON, purpose: "hold", userId: null });
  const { credential } = await checkNewPasskey(input.answer, challenge);
  const { actor, organisationId, anchor } = holder;
  const { certificateId } = anchor;
  await prisma().$transaction(async (tx) => {
    // Of those that are added at once, one after another.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('sealbook holder ' || ${certificateId}, 0))`;
    await lockHolder(tx, { ...input, certificateId });
    if ((await listCredentials(holder, tx)).length >= PASSKEYS_MAX) throw new SealbookError("too_many_passkeys");
    const row = {
      ...{ id: uuidv7(), organisationId, certificateId, kind: anchor.kind === "letter" ? "letter" : "code" },
      credentialId: new Uint8Array(Buffer.from(credential.id, "base64url")),
      publicKey: new Uint8Array(credential.publicKey),
      counter: BigInt(credential.counter),
    };
    const { count } = await tx.holderPasskey.createMany({ data: row, skipDuplicates: true });
    if (count === 0) throw new SealbookError("passkey_present");
    const event = { actor, organisationId, action: "holder_passkey.add", subject: certificateId } as const;
    await writeAuditEvent(tx, { ...event, details: {} });
  });
}
