import { v7 as uuidv7 } from "uuid";
import { disclosableNames } from "#lib/credentials/sd-jwt.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { readHeld } from "#lib/features/certificates/holders/rows/certificates.ts";
import { lockHolder, requireHolder } from "#lib/features/certificates/holders/rows/holder.ts";
import { writePageOpen } from "#lib/features/certificates/holders/verbs/set-page-open.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { countOpenShares } from "../rows/shares.ts";
import { isOnPage, SHARES_MAX, type ShareDays, type ShareViews } from "../types.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;

export interface NewShare {
  token: string;
  certificateId: string;
  label: string;
  /** Names of disclosures: "fields.score". */
  shown: readonly string[];
  days: ShareDays;
  views: ShareViews;
  address: string;
}

/**
 * Makes a share. Where it hides a field that the certificate's page shows, that page shows no field any more: whoever gets the share
 * has the certificate's id as well.
 *
 * @returns the share's id
 * @throws {SealbookError} `link_invalid`; `gone`: it has not been claimed; of `shown` `unknown_field`; `too_many_shares`
 */
export async function createShare(input: NewShare): Promise<{ id: string; closed: boolean }> {
  await requireHolder(input);
  const { certificateId, label } = input;
  const [held] = await readHeld([certificateId]);
  if (!held?.claimedAt) throw new SealbookError("gone");
  const known = disclosableNames(held.sdJwt);
  const shown = known.filter((name) => input.shown.includes(name));
  if (shown.length !== new Set(input.shown).size) throw new SealbookError("unknown_field", { field: "shown" });
  const hidesShown = known.some((name) => isOnPage(name, held.fields) && !shown.includes(name));
  const closed = hidesShown && held.pageOpen;
  return await prisma().$transaction(async (tx) => {
    // Of those that are made at once, one after another.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('sealbook share ' || ${certificateId}, 0))`;
    const holder = await lockHolder(tx, input);
    const createdAt = new Date();
    if ((await countOpenShares(tx, certificateId, createdAt)) >= SHARES_MAX) throw new SealbookError("too_many_shares");
    const id = uuidv7();
    const expiresAt = new Date(createdAt.getTime() + input.days * DAY_MS);
    const viewsMax = input.views === 0 ? null : input.views;
    const { actor, organisationId } = holder;
    const data = { id, certificateId, linkId: actor.linkId, label, shown, viewsMax, createdAt, expiresAt };
    await tx.certificateShare.create({ data, select: { id: true } });
    if (hidesShown) await writePageOpen(tx, { certificateId, open: false, holder });
    // Whom it is for is the holder's own.
    const event = { actor, organisationId, action: "certificate_share.create", subject: certificateId } as const;
    await writeAuditEvent(tx, { ...event, details: { expiresAt: expiresAt.toISOString() } });
    return { id, closed };
  });
}
