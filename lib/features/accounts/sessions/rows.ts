import type { OrganisationId, UserActor } from "#lib/gate/actor.ts";
import { may } from "#lib/gate/may.ts";
import { mayOperate } from "#lib/gate/may-operate.ts";
import { readOrganisationState } from "#lib/gate/organisation-state.ts";
import { SESSION_IDLE_MS_MAX } from "#lib/gate/session-cookie.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import type { Role } from "#lib/words/permissions.ts";
import type { Account, AwaitingSession, OrganisationChoice, SessionRow } from "./types.ts";

const SESSIONS_SHOWN_MAX = 100;
const ORGANISATIONS_SHOWN_MAX = 100;

/** The actor's own sessions that still open something, the one used last first. */
export async function listSessions(actor: UserActor): Promise<SessionRow[]> {
  const now = new Date();
  const idle = new Date(now.getTime() - SESSION_IDLE_MS_MAX);
  const rows = await prisma().session.findMany({
    where: {
      userId: actor.userId,
      ...(actor.vouched && { organisationId: actor.organisationId }),
      awaits: null,
      endedAt: null,
      expiresAt: { gt: now },
      seenAt: { gt: idle },
    },
    select: { id: true, userAgent: true, address: true, createdAt: true, seenAt: true },
    orderBy: [{ seenAt: "desc" }, { id: "desc" }],
    take: SESSIONS_SHOWN_MAX,
  });
  return rows.map((row) => ({ ...row, current: row.id === actor.sessionId }));
}

/**
 * The organisation in which somebody's session begins: the one to which they have belonged longest; undefined for who belongs nowhere. One
 * whose provider vouched for them comes last: it may have made the account without their doing, and has a sign-in of its own.
 */
export async function findHome(
  tx: Tx,
  userId: string,
): Promise<{ organisationId: OrganisationId; role: Role } | undefined> {
  const open = { events: { none: { event: "retired" } } };
  const longest = (organisation: object) =>
    tx.membership.findFirst({
      where: { userId, organisation },
      orderBy: [{ createdAt: "asc" }, { organisationId: "asc" }],
    });
  const membership = (await longest({ ...open, ssoIdentities: { none: { userId } } })) ?? (await longest(open));
  if (!membership) return undefined;
  return { organisationId: membership.organisationId as OrganisationId, role: membership.role as Role };
}

/** A session that waits for the second factor; undefined when it ended, expired, or waits for nothing. */
export async function findAwaiting(sessionId: string, on: Tx = prisma()): Promise<AwaitingSession | undefined> {
  const session = await on.session.findFirst({
    where: { id: sessionId, awaits: "factor", endedAt: null, expiresAt: { gt: new Date() } },
    select: { id: true, userId: true, organisationId: true, user: { select: { email: true } } },
  });
  if (!session) return undefined;
  const { id, userId, user } = session;
  // The row was written for a membership.
  return { sessionId: id, userId, organisationId: session.organisationId as OrganisationId, email: user.email };
}

/** When the actor last proved who they are; long ago for who never did. */
export async function readProvenAt(actor: UserActor, on: Tx = prisma()): Promise<Date> {
  const session = await on.session.findUnique({ where: { id: actor.sessionId }, select: { provenAt: true } });
  return session?.provenAt ?? new Date(0);
}

/** Name and e-mail of the actor, and the organisation in which they act. */
export async function readAccount(actor: UserActor): Promise<Account> {
  const [user, organisation, state, steers] = await Promise.all([
    prisma().user.findUniqueOrThrow({
      where: { id: actor.userId },
      select: { name: true, email: true, timeZone: true },
    }),
    prisma().organisation.findUniqueOrThrow({
      where: { id: actor.organisationId },
      select: { id: true, name: true },
    }),
    readOrganisationState(actor.organisationId),
    mayOperate(actor),
  ]);
  const test = actor.test ?? false;
  const isWhole = actor.units === null;
  return {
    ...user,
    role: actor.role,
    organisation,
    isWhole,
    test,
    suspended: state === "suspended",
    mayReadContracts: may(actor, "contracts:read"),
    mayUseSeals: may(actor, "seals:use"),
    mayOperate: steers,
  };
}

/** The organisations among which the actor can switch, longest membership first. */
export async function listOwnOrganisations(actor: UserActor): Promise<OrganisationChoice[]> {
  const rows = await prisma().membership.findMany({
    where: {
      userId: actor.userId,
      ...(actor.vouched && { organisationId: actor.organisationId }),
      organisation: { events: { none: { event: "retired" } } },
    },
    include: { organisation: { select: { name: true } } },
    orderBy: [{ createdAt: "asc" }, { organisationId: "asc" }],
    take: ORGANISATIONS_SHOWN_MAX,
  });
  return rows.map((row) => ({ id: row.organisationId, name: row.organisation.name, role: row.role as Role }));
}
