import type { Reach } from "#lib/gate/actor.ts";
import { rolesThatMay } from "#lib/gate/may.ts";
import { within } from "#lib/gate/reach.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { Party } from "../types.ts";

/** Offered to be chosen from; more are named by API. */
const PARTIES_MAX = 500;

/** People and keys within reach that could be named for a seal: those who manage seals need not be. By name. */
export async function listParties(reach: Reach): Promise<Party[]> {
  const managers = rolesThatMay("seals:manage");
  const roles = rolesThatMay("seals:use").filter((role) => !managers.includes(role));
  const [members, keys] = await Promise.all([
    prisma().membership.findMany({
      where: { ...within(reach), role: { in: roles } },
      select: { user: { select: { id: true, name: true } } },
      orderBy: { user: { name: "asc" } },
      take: PARTIES_MAX,
    }),
    prisma().apiKey.findMany({
      where: {
        ...within(reach),
        ...{ revokedAt: null, scopes: { has: "seals:use" } },
        OR: [{ expiresAt: null }, { expiresAt: { gt: new Date() } }],
      },
      select: { id: true, name: true },
      orderBy: { name: "asc" },
      take: PARTIES_MAX,
    }),
  ]);
  return [
    ...members.map(({ user }) => ({ kind: "user" as const, ...user })),
    ...keys.map((key) => ({ kind: "api-key" as const, ...key })),
  ];
}
