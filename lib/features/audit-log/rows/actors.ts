/** Who acted: names of users and keys, as they are today. */
import type { OrganisationId, Reach } from "#lib/gate/actor.ts";
import { inUnits } from "#lib/gate/reach.ts";
import { pool } from "#lib/infra/db/pool.ts";
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

/** Users and keys by whom the log, or a list, can be filtered. */
export async function listAuditActors({ organisationId, units }: Reach): Promise<AuditActorChoice[]> {
  const { rows } = await pool().query<AuditActorChoice>(
    `(SELECT 'user' AS kind, u.id, u.name FROM membership m JOIN user_account u ON u.id = m.user_id
      WHERE m.organisation_id = $1 AND ${inUnits("m.unit_id", "$3")} LIMIT $2)
     UNION ALL
     (SELECT 'api-key', k.id, k.name FROM api_key k WHERE k.organisation_id = $1 AND ${inUnits("k.unit_id", "$3")} ORDER BY k.id DESC LIMIT $2)`,
    [organisationId, ACTORS_SHOWN_MAX, units],
  );
  return rows;
}
