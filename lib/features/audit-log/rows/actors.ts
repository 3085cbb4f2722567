/** Who acted: names of users and keys, as they are today. */
import type { OrganisationId } from "#lib/gate/actor.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { AuditActorChoice, StoredActor } from "../types.ts";

const ACTORS_SHOWN_MAX = 200;

export async function actorNames(
  organisationId: OrganisationId,
  actors: readonly StoredActor[],
): Promise<Map<string, string>> {
  const idsOf = (kind: StoredActor["kind"]) => [
    ...new Set(actors.flatMap((actor) => (actor.kind === kind && actor.id ? [actor.id] : []))),
  ];
  const [users, keys] = await Promise.all([
    prisma().user.findMany({ where: { id: { in: idsOf("user") } }, select: { id: true, name: true } }),
    prisma().apiKey.findMany({
      where: { organisationId, id: { in: idsOf("api-key") } },
      select: { id: true, name: true },
    }),
  ]);
  return new Map([...users, ...keys].map(({ id, name }) => [id, name]));
}

/** Users and keys by whom the log can be filtered. */
export async function listAuditActors(organisationId: OrganisationId): Promise<AuditActorChoice[]> {
  const [members, keys] = await Promise.all([
    prisma().membership.findMany({
      where: { organisationId },
      select: { user: { select: { id: true, name: true } } },
      take: ACTORS_SHOWN_MAX,
    }),
    prisma().apiKey.findMany({
      where: { organisationId },
      select: { id: true, name: true },
      orderBy: { id: "desc" },
      take: ACTORS_SHOWN_MAX,
    }),
  ]);
  return [
    ...members.map(({ user }) => ({ kind: "user" as const, ...user })),
    ...keys.map((key) => ({ kind: "api-key" as const, ...key })),
  ];
}
