/** What a certificate's page shows to strangers. */
import { disclosableNames, presentSdJwt } from "#lib/credentials/sd-jwt.ts";
import { findHeld } from "#lib/features/certificates/holders/rows/certificates.ts";
import type { HeldCertificate } from "#lib/features/certificates/holders/types.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { isOnPage, isWhole, labelsOf } from "../types.ts";
import { findShareAccess, isLooking } from "./shares.ts";

export interface PublicCertificate {
  certificateId: string;
  /** SD-JWT with what everybody may see who has the address, and no other disclosure. */
  presentation: string;
  /** Whether every field is shown: then its PDF may be had, too. */
  whole: boolean;
  labels: Record<Locale, Record<string, string>>;
}

/** @returns undefined where there is no such certificate */
export async function findPublicCertificate(certificateId: string): Promise<PublicCertificate | undefined> {
  const held = await findHeld(certificateId);
  if (!held) return undefined;
  const { sdJwt, fields } = held;
  const shown = namesOnPage(held);
  const [whole, labels] = [isWhole(sdJwt, shown), labelsOf(shown, fields)];
  return { certificateId, presentation: presentSdJwt(sdJwt, shown), whole, labels };
}

/** What fields are called that whoever asks has seen the names of; nothing where there is no such certificate. */
export async function findLabels(
  certificateId: string,
  names: readonly string[],
): Promise<PublicCertificate["labels"]> {
  const held = await findHeld(certificateId);
  return labelsOf(
    names.map((name) => `fields.${name}`),
    held?.fields ?? [],
  );
}

/** Whether an id is a certificate's; asked where it is no record's. */
export async function isCertificate(id: string): Promise<boolean> {
  return (await pool().query("SELECT FROM certificate WHERE id = $1", [id])).rows.length > 0;
}

function namesOnPage({ sdJwt, fields, pageOpen }: HeldCertificate): string[] {
  return pageOpen ? disclosableNames(sdJwt).filter((name) => isOnPage(name, fields)) : [];
}

/**
 * Whether whoever asks may have files of a certificate, which hold every field: where its page shows all of them, or a share that they
 * have looked at does.
 *
 * @param asked.share its token, as it came
 * @param asked.key under which their page looked at it
 */
export async function mayHaveFiles(asked: { certificateId: string; share?: string; key?: string }): Promise<boolean> {
  const { certificateId, share, key } = asked;
  if (share === undefined) return (await findPublicCertificate(certificateId))?.whole ?? false;
  const access = await findShareAccess(share);
  if (access.state !== "open" && access.state !== "used") return false;
  if (access.certificateId !== certificateId || key === undefined) return false;
  const { shareId } = access;
  const [held, row] = await Promise.all([
    findHeld(certificateId),
    prisma().certificateShare.findUnique({ where: { id: shareId }, select: { shown: true } }),
  ]);
  if (!held || !row || !isWhole(held.sdJwt, row.shown as string[])) return false;
  return await isLooking(prisma(), { shareId, key });
}
