import type { Tx } from "#lib/infra/db/prisma.ts";
import type { SubscribedType } from "#lib/words/events.ts";

export interface Found {
  organisationId: string;
  unitId: string | null;
  type: SubscribedType;
  subject: string;
  at: Date;
  certificateId: string;
  batchId: string;
  /** Which certificate takes the place of this one. */
  replacement: string | null;
}

/** What happened since then to certificates of these organisations and was told to none of their programs, the oldest first. */
export async function listUntold(
  tx: Tx,
  { organisations, since, limit }: { organisations: readonly string[]; since: Date; limit: number },
): Promise<Found[]> {
  return await tx.$queryRaw<Found[]>`
    SELECT * FROM (
      SELECT c.organisation_id AS "organisationId", c.unit_id AS "unitId", 'certificate.issued' AS type, c.id::text AS subject, b.issued_at AS at,
        c.id AS "certificateId", c.batch_id AS "batchId", NULL::uuid AS replacement
      FROM certificate_batch b JOIN certificate c ON c.batch_id = b.id
      WHERE b.state = 'issued' AND b.issued_at >= ${since} AND b.organisation_id = ANY (${organisations}::uuid[])
      UNION ALL
      SELECT c.organisation_id, c.unit_id, 'certificate.claimed', c.id::text, k.claimed_at, c.id, c.batch_id, NULL
      FROM certificate_claim k JOIN certificate c ON c.id = k.certificate_id
      WHERE k.claimed_at >= ${since} AND c.organisation_id = ANY (${organisations}::uuid[])
      UNION ALL
      SELECT c.organisation_id, c.unit_id, 'certificate.' || s.state,
        s.certificate_id || '/' || s.number, s.at, c.id, c.batch_id, s.replacement
      FROM certificate_status s JOIN certificate c ON c.id = s.certificate_id
      WHERE s.at >= ${since} AND c.organisation_id = ANY (${organisations}::uuid[])
    ) AS news
    WHERE NOT EXISTS (SELECT FROM webhook_message m
      WHERE m.organisation_id = news."organisationId" AND m.type = news.type AND m.subject = news.subject)
      AND EXISTS (SELECT FROM webhook w
        WHERE w.organisation_id = news."organisationId" AND w.off_since IS NULL AND news.type = ANY (w.events) AND w.created_at <= news.at
          AND (w.unit_id IS NULL OR news."unitId" = ANY (unit_reach(w.unit_id))))
    ORDER BY at LIMIT ${limit}`;
}
