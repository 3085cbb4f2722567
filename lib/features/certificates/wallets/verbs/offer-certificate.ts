import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { readHeld } from "#lib/features/certificates/holders/rows/certificates.ts";
import { lockHolder, requireHolder } from "#lib/features/certificates/holders/rows/holder.ts";
import { isInForce } from "#lib/features/certificates/holders/types.ts";
import { countAttempt } from "#lib/gate/count-attempt.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { RateLimit } from "#lib/infra/http/rate-limits.ts";
import { qrPath } from "#lib/pdf/qr.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { makePin, makeSecret, pinMacOf } from "../checks/secrets.ts";
import { findPlace, typeAddress } from "../rows.ts";
import { OFFER_AGE_MS_MAX, type ShownOffer } from "../types.ts";

const SCHEME = "openid-credential-offer://";
const HOUR_SECONDS = 60 * 60;
/** Offers of one certificate: whoever fails with a wallet tries again. Each ends the one before it. */
const OFFER_LIMIT: RateLimit = { name: "wallet offer", requests: 30, windowSeconds: HOUR_SECONDS };

/**
 * Offers a certificate to a wallet, for ten minutes, once. The offer is fetched by the wallet, so that its code is short.
 *
 * @throws {SealbookError} `link_invalid`; `gone`: it has not been claimed; `certificate_not_valid`; `too_many_attempts`
 */
export async function offerCertificate(input: {
  token: string;
  certificateId: string;
  address: string;
}): Promise<ShownOffer> {
  await requireHolder(input);
  const { certificateId } = input;
  const [[held], place] = [await readHeld([certificateId]), await findPlace(certificateId)];
  if (!held?.claimedAt || !place) throw new SealbookError("gone");
  if (!isInForce(held)) throw new SealbookError("certificate_not_valid");
  await countAttempt(OFFER_LIMIT, certificateId);
  const [{ secret: code, hash: codeHash }, pin, createdAt] = [makeSecret(), makePin(), new Date()];
  const expiresAt = new Date(createdAt.getTime() + OFFER_AGE_MS_MAX);
  const fresh = { attempts: 0, tokenHash: null, tokenExpiresAt: null, collectedAt: null };
  await prisma().$transaction(async (tx) => {
    const { actor, organisationId } = await lockHolder(tx, input);
    const data = { linkId: actor.linkId, codeHash, pinMac: pinMacOf(pin, codeHash), createdAt, expiresAt };
    await tx.walletOffer.upsert({
      where: { certificateId },
      create: { certificateId, ...data },
      update: { ...data, ...fresh },
      select: { certificateId: true },
    });
    const event = { actor, organisationId, action: "certificate.offer", subject: certificateId } as const;
    await writeAuditEvent(tx, { ...event, details: { expiresAt: expiresAt.toISOString() } });
  });
  const link = `${SCHEME}?${new URLSearchParams({ credential_offer_uri: `${typeAddress(place)}/offer?code=${code}` })}`;
  return { link, qr: qrPath(link), pin, expiresAt: expiresAt.toISOString() };
}
