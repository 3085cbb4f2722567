/** Uploads under way, as their owner sees them: the row says what it is, the file how much of it has arrived. */
import type { MemberActor } from "#lib/gate/actor.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { partialSize } from "#lib/infra/storage/disk/partial-file.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { type AnnouncedUpload, KEPT_MS, type ResumableUpload } from "./types.ts";

export const ownerOf = (actor: MemberActor): string => (actor.kind === "user" ? actor.userId : actor.apiKeyId);

/** @throws {SealbookError} `not_found`: there is none, it is another's, or what had arrived of it is gone */
export async function findUpload(actor: MemberActor, id: string): Promise<ResumableUpload> {
  const { organisationId } = actor;
  const row = await prisma().resumableUpload.findFirst({ where: { id, organisationId, actorId: ownerOf(actor) } });
  if (!row) throw new SealbookError("not_found");
  const size = Number(row.size);
  const isOver = row.evidenceId !== null || row.refusal !== null;
  const offset = isOver ? size : await partialSize(id);
  if (offset === undefined) throw new SealbookError("not_found");
  return {
    ...{ id, organisationId, size, offset },
    announced: row.announced as unknown as AnnouncedUpload,
    expiresAt: new Date(row.touchedAt.getTime() + KEPT_MS),
    evidenceId: row.evidenceId ?? undefined,
    refusal: (row.refusal as unknown as ResumableUpload["refusal"] | null) ?? undefined,
  };
}

/** How many are under way: of the actor, of the organisation, and how many bytes the latter's will have. */
export async function countUploads(actor: MemberActor): Promise<{ own: number; all: number; bytes: number }> {
  const [row] = await prisma().$queryRaw<{ own: number; all: number; bytes: number }[]>`
    SELECT count(*) FILTER (WHERE actor_id = ${ownerOf(actor)}::uuid)::integer AS own, count(*)::integer AS all,
      coalesce(sum(size), 0)::float8 AS bytes
    FROM resumable_upload WHERE organisation_id = ${actor.organisationId}::uuid AND evidence_id IS NULL AND refusal IS NULL`;
  return row ?? { own: 0, all: 0, bytes: 0 };
}

/** Of these, those of which there is a row. */
export async function findKnownUploads(ids: readonly string[]): Promise<Set<string>> {
  const rows = await prisma().resumableUpload.findMany({
    where: { id: { in: [...ids] }, evidenceId: null },
    select: { id: true },
  });
  return new Set(rows.map(({ id }) => id));
}
