import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import type { Holder, HolderPasskey } from "../types.ts";

/** Of whoever holds a link: a link to one certificate sees none that was added by a letter's. */
export function passkeysOf({ anchor, certificateIds }: Holder) {
  const certificateId = { in: certificateIds };
  return anchor.kind === "letter" ? { certificateId } : { certificateId, kind: "code" };
}

/** Oldest first. */
export async function listPasskeys(holder: Holder): Promise<HolderPasskey[]> {
  const rows = await prisma().holderPasskey.findMany({ where: passkeysOf(holder), orderBy: { createdAt: "asc" } });
  return rows.map(({ id, createdAt, usedAt }) => ({
    ...{ id, createdAt: createdAt.toISOString() },
    ...(usedAt && { usedAt: usedAt.toISOString() }),
  }));
}

/** For a browser, so that it makes no second one on a device. base64url */
export async function listCredentials(holder: Holder, on: Tx = prisma()): Promise<{ id: string }[]> {
  const rows = await on.holderPasskey.findMany({ where: passkeysOf(holder), select: { credentialId: true } });
  return rows.map(({ credentialId }) => ({ id: Buffer.from(credentialId).toString("base64url") }));
}
