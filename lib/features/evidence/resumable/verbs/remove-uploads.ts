/** Uploads are given up: by their owner, or when nothing came of them for a week. */
import type { MemberActor } from "#lib/gate/actor.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { listPartials, removePartial } from "#lib/infra/storage/disk/partial-file.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findKnownUploads, findUpload } from "../rows.ts";
import { KEPT_MS } from "../types.ts";

/** A file without a row is nobody's after so long. */
const STRAY_MS = 60 * 60 * 1_000;

/** @throws {SealbookError} `forbidden`, `not_found`; `upload_over`: it was recorded, is being recorded, or was refused */
export async function giveUpUpload(actor: MemberActor, id: string): Promise<void> {
  requirePermission(actor, "evidence:write");
  await findUpload(actor, id);
  const removed = await prisma().$executeRaw`
    DELETE FROM resumable_upload WHERE id = ${id}::uuid AND evidence_id IS NULL AND refusal IS NULL
      AND (held_until IS NULL OR held_until < now())`;
  if (removed === 0) throw new SealbookError("upload_over");
  await removePartial(id);
}

/** Of records that are erased: an upload knows for a week what it became, and under which name. */
export async function forgetUploads(
  tx: Tx,
  { organisationId, ids }: { organisationId: string; ids: readonly string[] },
): Promise<void> {
  await tx.resumableUpload.deleteMany({ where: { organisationId, evidenceId: { in: [...ids] } } });
}

/** For the worker, now and then: rows of which nothing came for a week, and files on this machine that no row speaks of. */
export async function sweepUploads(now: Date = new Date()): Promise<{ uploads: number; files: number }> {
  // Whoever begins one makes the file first, and its row at once.
  const files = await listPartials(new Date(now.getTime() - STRAY_MS));
  const before = new Date(now.getTime() - KEPT_MS);
  const { count: uploads } = await prisma().resumableUpload.deleteMany({ where: { touchedAt: { lt: before } } });
  const known = await findKnownUploads(files);
  const stray = files.filter((id) => !known.has(id));
  for (const id of stray) await removePartial(id);
  return { uploads, files: stray.length };
}
