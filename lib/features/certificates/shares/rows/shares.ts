/** Shares as they stand, for their holder and for whoever opens one. */
import { hashSecret } from "#lib/gate/api-key-secret.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import {
  SHARES_TOLD_MAX,
  type Share,
  type ShareAccess,
  type ShareState,
  VIEW_AGE_MS_MAX,
  VIEWS_TOLD_MAX,
} from "../types.ts";
import { readShareToken } from "./token.ts";

interface Facts {
  endedAt: Date | null;
  expiresAt: Date;
  views: number;
  viewsMax: number | null;
}

export function shareState({ endedAt, expiresAt, views, viewsMax }: Facts, now: Date): ShareState {
  if (endedAt) return "ended";
  if (expiresAt <= now) return "expired";
  return viewsMax !== null && views >= viewsMax ? "used" : "open";
}

/** Of one certificate, newest first. */
export async function listShares(certificateId: string): Promise<Share[]> {
  const found = await prisma().certificateShare.findMany({
    where: { certificateId },
    orderBy: { id: "desc" },
    take: SHARES_TOLD_MAX,
  });
  const views = await prisma().certificateShareView.findMany({
    where: { shareId: { in: found.map(({ id }) => id) } },
    orderBy: { at: "desc" },
    take: SHARES_TOLD_MAX * VIEWS_TOLD_MAX,
    select: { shareId: true, at: true, viewer: true },
  });
  const now = new Date();
  return found.map((share) => {
    const { id, label, viewsMax, createdAt, expiresAt } = share;
    const own = views.filter(({ shareId }) => shareId === id).slice(0, VIEWS_TOLD_MAX);
    return {
      ...{ id, label, shown: share.shown as string[], views: share.views, state: shareState(share, now) },
      ...{ createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() },
      ...(viewsMax === null ? {} : { viewsMax }),
      looked: own.map(({ at, viewer }) => ({ at: at.toISOString(), viewer })),
    };
  });
}

/** Of a certificate, those that work at a moment. */
export async function countOpenShares(tx: Tx, certificateId: string, now: Date): Promise<number> {
  const where = { certificateId, endedAt: null, expiresAt: { gt: now } };
  return await tx.certificateShare.count({ where });
}

/** Changes nothing, however often it is asked. @param token as it stands in the address */
export async function findShareAccess(token: string): Promise<ShareAccess> {
  const id = readShareToken(token);
  const share = id === undefined ? null : await prisma().certificateShare.findUnique({ where: { id } });
  if (!share) return { state: "absent" };
  return { state: shareState(share, new Date()), certificateId: share.certificateId, shareId: share.id };
}

/** Whether a view of that key was counted a short while ago: it is the same look. */
export async function isLooking(tx: Tx, { shareId, key }: { shareId: string; key: string }): Promise<boolean> {
  const at = { gt: new Date(Date.now() - VIEW_AGE_MS_MAX) };
  return (await tx.certificateShareView.count({ where: { shareId, keyHash: hashSecret(key), at } })) > 0;
}
