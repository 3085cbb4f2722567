import { tokenHashOf } from "#lib/features/accounts/links/rows.ts";
import { listLetters } from "#lib/features/outbox/rows.ts";
import type { OrganisationId, Reach } from "#lib/gate/actor.ts";
import { within } from "#lib/gate/reach.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { type Cursor, type CursorPage, cursorPage, cursorQuery } from "#lib/infra/db/cursor-page.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import type { Role } from "#lib/words/permissions.ts";
import {
  INVITATION_LETTER,
  type Member,
  type OfferedInvitation,
  type OpenInvitation,
  type OutboxRow,
  type OutboxState,
  type PendingInvitation,
} from "./types.ts";

export const MEMBERS_PAGE_SIZE = 50;
const INVITATIONS_SHOWN_MAX = 200;

/** Who belongs to the organisation, as far as whoever asks may see, the newest account first. `q`: part of a name or of an e-mail address. */
export async function listMembers(options: { reach: Reach; q?: string } & Cursor): Promise<CursorPage<Member>> {
  const { reach, q } = options;
  const { id, orderBy, take } = cursorQuery(options, MEMBERS_PAGE_SIZE);
  const contains = { contains: q ?? "", mode: "insensitive" } as const;
  const found = await prisma().membership.findMany({
    where: {
      ...within(reach),
      userId: id,
      ...(q ? { user: { OR: [{ name: contains }, { email: contains }] } } : {}),
    },
    include: { user: { select: { id: true, name: true, email: true } } },
    orderBy: { userId: orderBy.id },
    take,
  });
  const rows = found.map(({ user, role, createdAt, unitId }) => ({
    ...user,
    role: role as Role,
    unitId,
    since: createdAt,
  }));
  return cursorPage(rows, { cursor: options, limit: MEMBERS_PAGE_SIZE });
}

export async function countOwners(organisationId: OrganisationId): Promise<number> {
  return await prisma().membership.count({ where: { organisationId, role: "owner" } });
}

/** Invitations that wait for an answer, newest first; those that expired too, to be sent again. */
export async function listPendingInvitations(reach: Reach): Promise<PendingInvitation[]> {
  const rows = await prisma().invitation.findMany({
    where: { ...within(reach), acceptedAt: null, withdrawnAt: null },
    include: { invitedBy: { select: { name: true } } },
    orderBy: { id: "desc" },
    take: INVITATIONS_SHOWN_MAX,
  });
  const now = new Date();
  return rows.map(({ id, email, role, unitId, invitedBy, createdAt, expiresAt }) => ({
    id,
    email,
    unitId,
    role: role as Role,
    invitedBy: invitedBy.name,
    createdAt,
    expiresAt,
    expired: expiresAt <= now,
  }));
}

const NOT_RETIRED = { events: { none: { event: "retired" } } } as const;

/**
 * The invitation that the link opens; undefined when link or invitation are unknown, used, withdrawn or expired, or the
 * organisation has retired. Whether the address has an account is nobody's business but its owner's.
 */
export async function findOpenInvitation(token: string): Promise<OpenInvitation | undefined> {
  const tokenHash = tokenHashOf(token);
  if (!tokenHash) return undefined;
  const now = new Date();
  const link = await prisma().oneTimeLink.findFirst({
    where: {
      tokenHash,
      purpose: "invite",
      usedAt: null,
      expiresAt: { gt: now },
      invitation: { acceptedAt: null, withdrawnAt: null, expiresAt: { gt: now }, organisation: NOT_RETIRED },
    },
    include: { invitation: { include: { organisation: true, invitedBy: { select: { name: true } } } } },
  });
  if (!link?.invitation) return undefined;
  const { email, role, organisation, invitedBy } = link.invitation;
  return { organisationName: organisation.name, inviter: invitedBy.name, email, role: role as Role };
}

/** Until the transaction ends the organisation of the invitation is neither suspended nor retired. */
export async function holdOrganisationOf(invitationId: string, tx: Tx): Promise<void> {
  await tx.$queryRaw`
    SELECT 1 FROM organisation o JOIN invitation i ON i.organisation_id = o.id
    WHERE i.id = ${invitationId}::uuid FOR KEY SHARE OF o`;
}

/** An invitation that can still be accepted. @param options.organisationId only one of this organisation */
export async function readOfferedInvitation(options: {
  id: string;
  organisationId?: OrganisationId;
  on: Tx;
}): Promise<OfferedInvitation | undefined> {
  const { id, organisationId, on } = options;
  const found = await on.invitation.findFirst({
    where: {
      id,
      organisationId,
      acceptedAt: null,
      withdrawnAt: null,
      expiresAt: { gt: new Date() },
      organisation: NOT_RETIRED,
    },
    include: { organisation: { select: { name: true } }, invitedBy: { select: { name: true, email: true } } },
  });
  if (!found) return undefined;
  const { email, expiresAt, organisation, invitedBy } = found;
  return {
    id,
    // The row is of the organisation whose member the gate had proven when it was written.
    organisationId: found.organisationId as OrganisationId,
    organisation: organisation.name,
    email,
    role: found.role as Role,
    locale: found.locale as Locale,
    inviter: invitedBy.name,
    inviterEmail: invitedBy.email,
    expiresAt,
  };
}

/** The organisation's letters, newest first, with what became of the invitations that they tell of. */
export async function listOutbox(options: { organisationId: OrganisationId } & Cursor): Promise<CursorPage<OutboxRow>> {
  const { organisationId } = options;
  const page = await listLetters(options);
  const subjects = page.rows.flatMap(({ kind, subject }) => (kind === INVITATION_LETTER && subject ? [subject] : []));
  const invitations = await prisma().invitation.findMany({
    where: { id: { in: subjects }, organisationId },
    select: { id: true, role: true, acceptedAt: true, withdrawnAt: true, invitedBy: { select: { name: true } } },
  });
  const rows = page.rows.map((letter): OutboxRow => {
    const { kind, subject, state } = letter;
    const found = kind === INVITATION_LETTER ? invitations.find(({ id }) => id === subject) : undefined;
    if (!found) return { ...letter, invitation: undefined };
    const invitation = { role: found.role as Role, invitedBy: found.invitedBy.name };
    return { ...letter, state: stateWith(found, state), invitation };
  });
  return { ...page, rows };
}

function stateWith(invitation: { acceptedAt: Date | null; withdrawnAt: Date | null }, state: OutboxState): OutboxState {
  if (state === "sent") return state;
  if (invitation.acceptedAt) return "accepted";
  return invitation.withdrawnAt ? "withdrawn" : state;
}
