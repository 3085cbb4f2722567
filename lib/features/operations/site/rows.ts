import { prisma } from "#lib/infra/db/prisma.ts";
import type { Notice, NoticeName, SecurityContact } from "./types.ts";

/** As it stands now; undefined where those who run the installation say nothing. */
export async function findNotice(name: NoticeName): Promise<Notice | undefined> {
  const select = { en: true, zh: true, url: true } as const;
  const found = await prisma().siteNotice.findFirst({ where: { name }, orderBy: { number: "desc" }, select });
  return found && (found.en || found.zh || found.url) ? found : undefined;
}

/** Where the foot of every page leads for the imprint; undefined where there is none. */
export async function findImprintLink(): Promise<string | undefined> {
  const notice = await findNotice("imprint");
  return notice && (notice.url || "/imprint");
}

/** As it was set last, also when it has run out; undefined: there is none. */
export async function findSecurityContact(): Promise<SecurityContact | undefined> {
  const select = { contact: true, expiresAt: true } as const;
  const found = await prisma().securityContact.findFirst({ orderBy: { number: "desc" }, select });
  return found?.contact ? found : undefined;
}
