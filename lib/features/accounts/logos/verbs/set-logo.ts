import { sha256, toHex } from "#lib/core/text/bytes.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { type PictureRefusal, toPaperPicture } from "#lib/infra/pictures/paper-picture.ts";
import { type ErrorCode, SealbookError } from "#lib/words/errors.ts";
import { LOGO_BYTES_MAX } from "../types.ts";
import { lockLogo } from "./lock-logo.ts";

const CODE_OF: Record<PictureRefusal, ErrorCode> = {
  format: "logo_format",
  animated: "logo_animated",
  unreadable: "logo_unreadable",
  dimensions: "logo_dimensions",
  blank: "logo_blank",
};

/**
 * Gives the actor's organisation a logo, in the place of the one that it had; the same picture again leaves no trace.
 *
 * @param input.file a PNG or JPEG picture as somebody chose it
 * @throws {SealbookError} `forbidden`; `logo_format`, `logo_too_large`, `logo_animated`, `logo_unreadable`, `logo_dimensions`,
 *   `logo_blank`, all about the field `logo`
 */
export async function setLogo(input: { actor: UserActor; file: Uint8Array }): Promise<{ changed: boolean }> {
  requirePermission(input.actor, "organisation:manage");
  const { actor, file } = input;
  const { organisationId } = actor;
  if (file.length > LOGO_BYTES_MAX) throw new SealbookError("logo_too_large", { field: "logo" });
  const painted = await toPaperPicture(file);
  if ("refused" in painted) throw new SealbookError(CODE_OF[painted.refused], { field: "logo" });
  const png = new Uint8Array(painted.png);
  const digest = new Uint8Array(sha256(png));
  const behind = (tx: Tx) => lockLogo(tx, organisationId);
  return await proven({ actor, authority: "organisation:manage", behind }, async (tx) => {
    const before = await tx.organisationLogo.findUnique({ where: { organisationId }, select: { sha256: true } });
    const logo = toHex(digest);
    const logoBefore = before ? toHex(before.sha256) : null;
    if (logoBefore === logo) return { changed: false };
    const data = { png, sha256: digest, setAt: new Date() };
    await tx.organisationLogo.upsert({ where: { organisationId }, create: { organisationId, ...data }, update: data });
    const details = { logoBefore, logo };
    await writeAuditEvent(tx, { actor, organisationId, action: "organisation.logo", subject: organisationId, details });
    return { changed: true };
  });
}
