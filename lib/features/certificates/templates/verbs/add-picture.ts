import { sha256, toHex } from "#lib/core/text/bytes.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { type PageRefusal, toPagePicture } from "#lib/infra/pictures/page-picture.ts";
import { type ErrorCode, SealbookError } from "#lib/words/errors.ts";
import { PICTURE_BYTES_MAX } from "../types.ts";

/** Of one organisation: 400 MB at most. */
export const PICTURES_MAX = 200;

const CODE_OF: Record<PageRefusal, ErrorCode> = {
  format: "picture_format",
  animated: "picture_animated",
  unreadable: "picture_unreadable",
  dimensions: "picture_dimensions",
};

export interface AddedPicture {
  /** Hex: what a document names it by. */
  sha256: string;
  mediaType: "image/png" | "image/jpeg";
  /** Pixels. */
  width: number;
  height: number;
}

/**
 * Keeps a picture for the organisation's templates, its pixels written anew; the same picture again leaves no trace.
 *
 * @param input.file PNG or JPEG, whatever it is called
 * @throws {SealbookError} `forbidden`, `scope_missing`, `organisation_suspended`; `picture_format`, `picture_too_large`,
 *   `picture_animated`, `picture_unreadable`, `picture_dimensions`, `too_many_pictures`, all about the field `picture`
 */
export async function addPicture(input: { actor: MemberActor; file: Uint8Array }): Promise<AddedPicture> {
  requirePermission(input.actor, "templates:write");
  const { actor, file } = input;
  const { organisationId } = actor;
  const field = "picture";
  if (file.length > PICTURE_BYTES_MAX) throw new SealbookError("picture_too_large", { field });
  const painted = await toPagePicture(file);
  if ("refused" in painted) throw new SealbookError(CODE_OF[painted.refused], { field });
  const { bytes, mediaType, width, height } = painted;
  const digest = new Uint8Array(sha256(bytes));
  const added = { sha256: toHex(digest), mediaType, width, height };
  const behind = (tx: Tx) =>
    tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('sealbook pictures ' || ${organisationId}, 0))`;
  return await proven({ actor, authority: "templates:write", activeOnly: true, behind }, async (tx) => {
    const key = { organisationId, sha256: digest };
    const where = { organisationId_sha256: key };
    if (await tx.templatePicture.findUnique({ where, select: { mediaType: true } })) return added;
    const count = await tx.templatePicture.count({ where: { organisationId } });
    if (count >= PICTURES_MAX) throw new SealbookError("too_many_pictures", { field, details: { max: PICTURES_MAX } });
    await tx.templatePicture.create({
      data: { ...key, mediaType, bytes: new Uint8Array(bytes) },
      select: { mediaType: true },
    });
    const details = { sha256: added.sha256, mediaType, bytes: bytes.length };
    await writeAuditEvent(tx, { actor, organisationId, action: "template.picture", subject: organisationId, details });
    return added;
  });
}
