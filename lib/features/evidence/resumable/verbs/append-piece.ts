/** A piece of an upload is written where it belongs. */
import type { Readable } from "node:stream";
import { readIntake } from "#lib/features/evidence/intake/rows/intake.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { appendPartial } from "#lib/infra/storage/disk/partial-file.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findUpload } from "../rows.ts";

/**
 * @returns behind which byte it ends, once that is durable
 * @throws {SealbookError} `forbidden`, `not_found`; `upload_over`: it was recorded or refused; `storage_full`
 */
export async function appendPiece(
  actor: MemberActor,
  { id, stream, offset }: { id: string; stream: Readable; offset: number },
): Promise<number> {
  requirePermission(actor, "evidence:write");
  const { evidenceId, refusal } = await findUpload(actor, id);
  if (evidenceId !== undefined || refusal !== undefined) throw new SealbookError("upload_over");
  const { state } = await readIntake(actor.organisationId);
  if (state !== "active") throw new SealbookError(`organisation_${state}`);
  try {
    return await appendPartial(id, { stream, offset });
  } finally {
    await prisma().resumableUpload.updateMany({ where: { id }, data: { touchedAt: new Date() } });
  }
}
