/** Who may see a record without an account: everybody while its public page is on, and who holds a link that works. */

import type { Reach } from "#lib/gate/actor.ts";
import { within } from "#lib/gate/reach.ts";
import { type Cursor, cursorPage, cursorQuery } from "#lib/infra/db/cursor-page.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import {
  SHARE_LINKS_PAGE_SIZE,
  type ShareAccess,
  type ShareLinkRow,
  type Sharing,
  type SharingEvent,
} from "../types.ts";
import { readShareToken } from "./share-token.ts";

/** Changes of one record that its page shows. */
const CHANGES_SHOWN_MAX = 50;
/** Links of one record, the newest, whose history its page shows. */
const LINKS_TOLD_MAX = 100;
const USER = { user: { select: { name: true } } } as const;

/** Whether the record's public page is on. Without a row it is: only what closes it is written down. */
export async function isPublic(evidenceId: string, on: Tx = prisma()): Promise<boolean> {
  return (await lastPublication(evidenceId, on))?.public ?? true;
}

/** The last row about the public page. */
export async function lastPublication(evidenceId: string, on: Tx): Promise<{ number: number; public: boolean } | null> {
  return await on.evidencePublication.findFirst({
    where: { evidenceId },
    select: { number: true, public: true },
    orderBy: { number: "desc" },
  });
}

/**
 * What someone without an account may see of a record.
 *
 * @param token what stands behind `?link=` in the address, as it came
 * @returns access: `public` also beside a link that ended: the page is open to everybody; `absent` also when there is no record.
 *   file: of a link to one file of a bundle, its place; such a link stands for itself, the page being open or not
 */
export async function findShareAccess(options: {
  evidenceId: string;
  token?: string | undefined;
}): Promise<{ access: ShareAccess; file?: number }> {
  const { evidenceId, token } = options;
  const linkId = token === undefined ? undefined : readShareToken(token);
  const { rows } = await pool().query<LinkedRow>(
    `SELECT coalesce((SELECT p.public FROM evidence_publication p WHERE p.evidence_id = e.id ORDER BY p.number DESC LIMIT 1), true) AS open,
       l.expires_at AS "expiresAt", l.revoked_at AS "revokedAt", l.file
     FROM evidence e LEFT JOIN evidence_link l ON l.id = $2 AND l.evidence_id = e.id WHERE e.id = $1`,
    [evidenceId, linkId ?? null],
  );
  const [record] = rows;
  if (!record) return { access: "absent" };
  const { open, file } = record;
  if (open && file === null) return { access: "public" };
  const access = accessByLink(record);
  return access === "link" && file !== null ? { access, file } : { access };
}

interface LinkedRow {
  open: boolean;
  expiresAt: Date | null;
  revokedAt: Date | null;
  file: number | null;
}

function accessByLink({ expiresAt, revokedAt }: LinkedRow): ShareAccess {
  if (!expiresAt) return "absent";
  if (revokedAt) return "revoked";
  return expiresAt > new Date() ? "link" : "expired";
}

const WITH_NAMES = { ...USER, revokedBy: { select: { name: true } } } as const;

/** Links that open the record at a moment. */
export function openLinksOf(evidence: { id: string } & Partial<ReturnType<typeof within>>, now: Date) {
  return { evidence, revokedAt: null, expiresAt: { gt: now } };
}

/** How a record within reach is shared, and how that came about. `cursor`: which page of the links that open it. */
export async function readSharing(reach: Reach, evidenceId: string, cursor: Cursor = {}): Promise<Sharing> {
  const evidence = { id: evidenceId, ...within(reach) };
  const now = new Date();
  const opening = openLinksOf(evidence, now);
  const { id, orderBy, take } = cursorQuery(cursor, SHARE_LINKS_PAGE_SIZE);
  const [changes, links, found, open] = await Promise.all([
    prisma().evidencePublication.findMany({
      where: { evidence },
      select: { public: true, at: true, ...USER },
      orderBy: { number: "desc" },
      take: CHANGES_SHOWN_MAX,
    }),
    prisma().evidenceLink.findMany({
      where: { evidence },
      include: WITH_NAMES,
      orderBy: { id: "desc" },
      take: LINKS_TOLD_MAX,
    }),
    prisma().evidenceLink.findMany({ where: { ...opening, id }, include: WITH_NAMES, orderBy, take }),
    prisma().evidenceLink.count({ where: opening }),
  ]);
  const page = cursorPage(found, { cursor, limit: SHARE_LINKS_PAGE_SIZE });
  const ended = links.filter(({ revokedAt, expiresAt }) => revokedAt || expiresAt <= now);
  const rows = [...page.rows, ...ended].map((link): ShareLinkRow => {
    const { id, label, user, createdAt, expiresAt, revokedAt } = link;
    const state = revokedAt ? "revoked" : expiresAt > now ? "open" : "expired";
    const times = { createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() };
    return { id, label, madeBy: user.name, ...times, state };
  });
  const events = [...changes.map(publicationEvent), ...links.flatMap((link) => linkEvents(link, now))];
  events.sort((a, b) => (a.at < b.at ? -1 : 1));
  const { older, newer } = page;
  return { public: changes[0]?.public ?? true, links: rows, open, older, newer, events };
}

function publicationEvent(change: { public: boolean; at: Date; user: { name: string } | null }): SharingEvent {
  const { public: on, at, user } = change;
  return { kind: on ? "published" : user ? "withdrawn" : "unpublished", at: at.toISOString(), by: user?.name };
}

interface LinkFacts {
  label: string;
  user: { name: string };
  createdAt: Date;
  expiresAt: Date;
  revokedAt: Date | null;
  revokedBy: { name: string } | null;
}

function linkEvents({ label, user, createdAt, expiresAt, revokedAt, revokedBy }: LinkFacts, now: Date): SharingEvent[] {
  const linked: SharingEvent = { kind: "linked", at: createdAt.toISOString(), by: user.name, label };
  if (revokedAt) return [linked, { kind: "revoked", at: revokedAt.toISOString(), by: revokedBy?.name, label }];
  return expiresAt <= now ? [linked, { kind: "expired", at: expiresAt.toISOString(), label }] : [linked];
}

/**
 * Lets pass who may see the record without an account.
 *
 * @param token of the link in the address, if any
 * @returns as `findShareAccess`
 * @throws {SealbookError} `link_expired`, `link_revoked`; `not_found` whether the record is private or there is none.
 */
export async function admitToRecord(evidenceId: string, token: string | undefined): Promise<{ file?: number }> {
  const { access, ...rest } = await findShareAccess({ evidenceId, token });
  if (access === "expired") throw new SealbookError("link_expired");
  if (access === "revoked") throw new SealbookError("link_revoked");
  if (access === "absent") throw new SealbookError("not_found");
  return rest;
}
