import type { OrganisationId } from "#lib/gate/actor.ts";
import { callerOfAddress } from "#lib/gate/admit.ts";
import { countAttempt } from "#lib/gate/count-attempt.ts";
import { requireLink } from "#lib/gate/require.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { RateLimit } from "#lib/infra/http/rate-limits.ts";
import { codeHashOf } from "../rows/tokens.ts";
import { createHolderLink } from "./create-link.ts";

const HOUR_SECONDS = 60 * 60;
/** Codes that one address tries: a class shares one, a guesser would need 10^14 hours. Nobody else is kept out by it. */
export const CODE_LIMIT: RateLimit = { name: "certificate code", requests: 60, windowSeconds: HOUR_SECONDS };

/**
 * A link for whoever types the code of one that works.
 *
 * @throws {SealbookError} `link_invalid`: no such code, or its time is over; `too_many_attempts`
 */
export async function openByCode(input: {
  code: string;
  address: string;
  limit?: RateLimit;
}): Promise<{ token: string }> {
  await requireAttempt(input);
  const codeHash = requireLink(codeHashOf(input.code));
  return await prisma().$transaction(async (tx) => {
    const where = { codeHash, endedAt: null, expiresAt: { gt: new Date() } };
    const { certificateId, expiresAt, ...link } = requireLink(
      (await tx.certificateLink.findFirst({ where })) ?? undefined,
    );
    const organisationId = link.organisationId as OrganisationId;
    return await createHolderLink(tx, { certificateId, organisationId, kind: "code", expiresAt });
  });
}

async function requireAttempt({ address, limit = CODE_LIMIT }: { address: string; limit?: RateLimit }): Promise<void> {
  await countAttempt(limit, callerOfAddress(address));
}
