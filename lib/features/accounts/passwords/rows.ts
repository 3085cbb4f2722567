import { tokenHashOf } from "#lib/features/accounts/links/rows.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import type { OpenReset } from "./types.ts";

const ORGANISATIONS_MAX = 20;
const ORGANISATIONS = { select: { organisation: { select: { name: true } } }, take: ORGANISATIONS_MAX } as const;

/** Whose password the link resets; undefined when it is unknown, used or expired. */
export async function findOpenReset(token: string): Promise<OpenReset | undefined> {
  const tokenHash = tokenHashOf(token);
  if (!tokenHash) return undefined;
  const link = await prisma().oneTimeLink.findFirst({
    where: { tokenHash, purpose: "reset", usedAt: null, expiresAt: { gt: new Date() } },
    select: { user: { select: { id: true, name: true, email: true, memberships: ORGANISATIONS } } },
  });
  if (!link?.user) return undefined;
  const { id: userId, name, email, memberships } = link.user;
  return { userId, name, email, organisations: memberships.map(({ organisation }) => organisation.name) };
}

/** What a password must not be made of. */
export async function readNames(userId: string): Promise<Omit<OpenReset, "userId">> {
  const { memberships, ...person } = await prisma().user.findUniqueOrThrow({
    where: { id: userId },
    select: { name: true, email: true, memberships: ORGANISATIONS },
  });
  return { ...person, organisations: memberships.map(({ organisation }) => organisation.name) };
}

/** Until the transaction ends nobody resets the password of who signs in with this address. */
export async function lockUserOfEmail(email: string, tx: Tx): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM user_account WHERE email = ${email} FOR SHARE`;
}

/** Whether a link has reset the account's password later than that. */
export async function hasResetSince(at: Date, { userId, on }: { userId: string; on: Tx }): Promise<boolean> {
  return (await on.oneTimeLink.count({ where: { userId, purpose: "reset", usedAt: { gt: at } } })) > 0;
}

/** Who signs in with this e-mail address, in lower case. */
export async function findUserOfEmail(
  email: string,
  on: Tx = prisma(),
): Promise<{ id: string; name: string } | undefined> {
  return (await on.user.findUnique({ where: { email }, select: { id: true, name: true } })) ?? undefined;
}
