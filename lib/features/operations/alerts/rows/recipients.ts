/** Who is told of alerts by mail: owners and admins of the organisation that runs the installation. */
import type { OrganisationId } from "#lib/gate/actor.ts";
import { DEFAULT_LOCALE, type Locale } from "#lib/i18n/locale.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";

const RECIPIENTS_MAX = 200;

export interface AlertRecipient {
  organisationId: OrganisationId;
  organisation: string;
  email: string;
  /** In which they signed in last. */
  locale: Locale;
}

/** @param options.email only whoever has this address, if they are one of them */
export async function listRecipients(options: { email?: string; on?: Tx } = {}): Promise<AlertRecipient[]> {
  const { email = null, on = prisma() } = options;
  const rows = await on.$queryRaw<(Omit<AlertRecipient, "locale"> & { locale: string | null })[]>`
    SELECT DISTINCT ON (u.email) o.id AS "organisationId", o.name AS organisation, u.email,
      coalesce(
        (SELECT s.locale FROM session s WHERE s.user_id = u.id AND s.locale IS NOT NULL ORDER BY s.id DESC LIMIT 1),
        (SELECT i.locale FROM invitation i WHERE i.email = u.email AND i.accepted_at IS NOT NULL ORDER BY i.id DESC LIMIT 1)
      ) AS locale
    FROM organisation o
    JOIN membership m ON m.organisation_id = o.id AND m.role IN ('owner', 'admin')
    JOIN user_account u ON u.id = m.user_id
    WHERE o.operates AND (${email}::text IS NULL OR u.email = ${email})
    ORDER BY u.email, o.created_at LIMIT ${RECIPIENTS_MAX}`;
  return rows.map((row) => ({ ...row, locale: (row.locale as Locale | null) ?? DEFAULT_LOCALE }));
}

/** Name of the organisation that runs the installation. */
export async function findOperatingOrganisation(): Promise<string | undefined> {
  const found = await prisma().organisation.findFirst({
    where: { operates: true },
    orderBy: { createdAt: "asc" },
    select: { name: true },
  });
  return found?.name;
}
