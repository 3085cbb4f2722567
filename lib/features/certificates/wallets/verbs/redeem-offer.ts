import { requireLink } from "#lib/gate/require.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { isPin, makeSecret, secretHashOf } from "../checks/secrets.ts";
import type { TypePlace } from "../rows.ts";
import { ATTEMPTS_MAX, TOKEN_AGE_MS_MAX } from "../types.ts";

interface Row {
  certificateId: string;
  codeHash: Uint8Array;
  pinMac: Uint8Array;
}

/**
 * An access token for the code of an offer and the digits that belong to it, once. Of many who come at once one gets it, and wrong digits
 * count, whoever sends them: after five the offer opens nothing.
 *
 * @param input.pin as it was typed in the wallet
 * @throws {SealbookError} `link_invalid`, whatever is wrong with code or digits
 */
export async function redeemOffer(
  input: TypePlace & { code: string; pin: string },
): Promise<{ accessToken: string; expiresInSeconds: number }> {
  const codeHash = requireLink(secretHashOf(input.code));
  // What is wrong is counted, and so it is not thrown before the commit.
  const accessToken = await prisma().$transaction(async (tx) => {
    const offer = await lockOffer(tx, { ...input, codeHash });
    if (offer === undefined) return undefined;
    const where = { certificateId: offer.certificateId };
    const select = { certificateId: true } as const;
    if (!isPin(input.pin, offer)) {
      await tx.walletOffer.update({ where, data: { attempts: { increment: 1 } }, select });
      return undefined;
    }
    const { secret, hash: tokenHash } = makeSecret();
    const tokenExpiresAt = new Date(Date.now() + TOKEN_AGE_MS_MAX);
    await tx.walletOffer.update({ where, data: { tokenHash, tokenExpiresAt }, select });
    return secret;
  });
  return { accessToken: requireLink(accessToken), expiresInSeconds: TOKEN_AGE_MS_MAX / 1_000 };
}

async function lockOffer(
  tx: Tx,
  { codeHash, slug, template }: TypePlace & { codeHash: Uint8Array<ArrayBuffer> },
): Promise<Row | undefined> {
  const [row] = await tx.$queryRaw<Row[]>`
    SELECT o.certificate_id AS "certificateId", o.code_hash AS "codeHash", o.pin_mac AS "pinMac"
    FROM wallet_offer o JOIN certificate c ON c.id = o.certificate_id JOIN issuer i ON i.id = c.issuer_id
    JOIN certificate_batch b ON b.id = c.batch_id JOIN certificate_link l ON l.id = o.link_id
    WHERE o.code_hash = ${codeHash} AND o.token_hash IS NULL AND o.expires_at > now() AND o.attempts < ${ATTEMPTS_MAX}
      AND l.ended_at IS NULL AND i.slug = ${slug} AND b.template_id = ${template}::uuid FOR UPDATE OF o`;
  return row;
}
