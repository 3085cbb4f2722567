import { queueItems } from "#lib/features/outbox/verbs/queue-items.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { rolesThatMay } from "#lib/gate/may.ts";
import { DEFAULT_LOCALE, type Locale } from "#lib/i18n/locale.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { keyExpiryLetter } from "../letters.ts";
import { EXPIRY_TOLD_DAYS } from "../types.ts";

const KEYS_A_ROUND = 200;

interface Expiring {
  id: string;
  organisationId: string;
  unitId: string | null;
  expiresAt: Date;
}

/**
 * For the worker: tells who manages an organisation's keys, once, of each that expires within two weeks. Of keys made for a shorter time
 * nobody is told: whoever made one just said so.
 *
 * @returns of how many
 */
export async function tellExpiry(now = new Date()): Promise<number> {
  return await prisma().$transaction(async (tx) => {
    const keys = await tx.$queryRaw<Expiring[]>`
      UPDATE api_key SET expiry_told = expires_at WHERE id IN (
        SELECT id FROM api_key WHERE revoked_at IS NULL AND expires_at > ${now}
          AND expires_at <= ${now}::timestamptz + make_interval(days => ${EXPIRY_TOLD_DAYS}::integer)
          AND expires_at > created_at + make_interval(days => ${EXPIRY_TOLD_DAYS}::integer)
          AND expiry_told IS DISTINCT FROM expires_at
        ORDER BY expires_at LIMIT ${KEYS_A_ROUND} FOR UPDATE SKIP LOCKED)
      RETURNING id, organisation_id AS "organisationId", unit_id AS "unitId", expires_at AS "expiresAt"`;
    for (const { id, organisationId, unitId, expiresAt } of keys) {
      const managers = await tx.$queryRaw<{ email: string; locale: string | null }[]>`
        SELECT u.email, u.locale FROM membership m JOIN user_account u ON u.id = m.user_id
        WHERE m.organisation_id = ${organisationId}::uuid AND m.role = ANY (${[...rolesThatMay("keys:manage")]})
          AND (m.unit_id IS NULL OR ${unitId}::uuid = ANY (unit_reach(m.unit_id)))`;
      const letters = managers.map(({ email, locale }) => ({
        ...{ recipient: email, locale: (locale as Locale | null) ?? DEFAULT_LOCALE, subject: id, expiresAt },
        organisationId: organisationId as OrganisationId,
      }));
      await queueItems(tx, keyExpiryLetter, letters);
    }
    return keys.length;
  });
}
