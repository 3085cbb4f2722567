import { tokenHashOf } from "#lib/features/accounts/links/rows.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import type { OpenReset } from "./types.ts";

/** Whose password the link resets; undefined when it is unknown, used or expired. */
export async function findOpenReset(token: string): Promise<OpenReset | undefined> {
  const tokenHash = tokenHashOf(token);
  if (!tokenHash) return undefined;
  const link = await prisma().oneTimeLink.findFirst({
    where: { tokenHash, purpose: "reset", usedAt: null, expiresAt: { gt: new Date() } },
    select: { user: { select: { id: true, name: true, email: true } } },
  });
  if (!link?.user) return undefined;
  const { id: userId, name, email } = link.user;
  return { userId, name, email };
}

/** Who signs in with this e-mail address, in lower case. */
export async function findUserOfEmail(
  email: string,
  on: Tx = prisma(),
): Promise<{ id: string; name: string } | undefined> {
  return (await on.user.findUnique({ where: { email }, select: { id: true, name: true } })) ?? undefined;
}
