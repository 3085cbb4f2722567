import { tokenHashOf } from "#lib/features/accounts/links/rows.ts";
import { hasOrganisation } from "#lib/features/accounts/organisations/rows.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { OpenLink } from "./types.ts";

/** What the link of the setup page opens; undefined when it is unknown, used, expired, or its door is closed by now. */
export async function findOpenLink(token: string): Promise<OpenLink | undefined> {
  const tokenHash = tokenHashOf(token);
  if (!tokenHash) return undefined;
  const link = await prisma().oneTimeLink.findFirst({
    where: { tokenHash, purpose: { in: ["setup", "owner"] }, usedAt: null, expiresAt: { gt: new Date() } },
    include: { organisation: { select: { name: true } } },
  });
  if (!link) return undefined;
  if (link.purpose === "setup") return (await hasOrganisation()) ? undefined : { purpose: "setup" };
  if (!link.organisation || !link.email) return undefined;
  return { purpose: "owner", organisationName: link.organisation.name, email: link.email };
}

/** As `findOpenLink`, for one door. */
export async function findOpenLinkTo<Purpose extends OpenLink["purpose"]>(
  purpose: Purpose,
  token: string,
): Promise<Extract<OpenLink, { purpose: Purpose }> | undefined> {
  const link = await findOpenLink(token);
  return link?.purpose === purpose ? (link as Extract<OpenLink, { purpose: Purpose }>) : undefined;
}
