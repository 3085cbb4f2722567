import type { OrganisationId } from "#lib/gate/actor.ts";
import { type CursorPage, cursorPage, cursorQuery } from "#lib/infra/db/cursor-page.ts";
import { type Prisma, prisma } from "#lib/infra/db/prisma.ts";
import type { AuditAction } from "#lib/words/audit-actions.ts";
import type { AuditQuery } from "./schema.ts";
import type { AuditActorChoice, AuditDetails, AuditEventRow, StoredActor } from "./types.ts";

export const AUDIT_PAGE_SIZE = 50;
const ACTORS_SHOWN_MAX = 200;
const DAY_MS = 24 * 60 * 60 * 1_000;

/** The organisation's audit log, newest first. */
export async function listAuditEvents(options: {
  organisationId: OrganisationId;
  query: AuditQuery;
  limit?: number;
}): Promise<CursorPage<AuditEventRow>> {
  const { organisationId, query, limit = AUDIT_PAGE_SIZE } = options;
  const { id, ...order } = cursorQuery(query, limit);
  const found = await prisma().auditEvent.findMany({ where: { ...whereOf(organisationId, query), id }, ...order });
  const { rows, older, newer } = cursorPage(found, { cursor: query, limit });
  const names = await actorNames(organisationId, rows.map(actorOf));
  const events = rows.map((row) => {
    const actor = actorOf(row);
    return {
      id: row.id,
      at: row.at,
      // Action, actor and details were typed when they were written, and no row is ever changed.
      action: row.action as AuditAction,
      subject: row.subject,
      details: row.details as AuditDetails,
      actor,
      actorName: actor.id === undefined ? undefined : names.get(actor.id),
    };
  });
  return { rows: events, older, newer };
}

function actorOf(row: { actor: unknown }): StoredActor {
  return row.actor as StoredActor;
}

function whereOf(organisationId: OrganisationId, query: AuditQuery): Prisma.AuditEventWhereInput {
  const { action, actor, from, to } = query;
  return {
    organisationId,
    action,
    ...(actor ? { actor: { path: ["id"], equals: actor } } : {}),
    at: {
      gte: from ? new Date(`${from}T00:00:00Z`) : undefined,
      lt: to ? new Date(Date.parse(`${to}T00:00:00Z`) + DAY_MS) : undefined,
    },
  };
}

/** Names of users and keys, as they are today. */
async function actorNames(organisationId: OrganisationId, actors: StoredActor[]): Promise<Map<string, string>> {
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
