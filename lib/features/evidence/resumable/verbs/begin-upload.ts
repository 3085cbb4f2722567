/** An upload begins: what it will be is written down, and a file waits for its bytes. */
import { canonicalJson } from "#lib/core/text/canonical-json.ts";
import { env } from "#lib/env.ts";
import { unitOf } from "#lib/features/accounts/units/rows.ts";
import { readIntake } from "#lib/features/evidence/intake/rows/intake.ts";
import { requireRecordRoom } from "#lib/features/evidence/intake/rows/room.ts";
import { requireClocks } from "#lib/features/ledger/sealing/rows/clocks.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { createPartial, removePartial, roomForPartials } from "#lib/infra/storage/disk/partial-file.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { countUploads, ownerOf } from "../rows.ts";
import { type AnnouncedUpload, UPLOADS_PER_ACTOR_MAX, UPLOADS_PER_ORGANISATION_MAX } from "../types.ts";

/** Another request began one under the same key meanwhile. */
const UNIQUE_VIOLATION = "P2002";

interface Beginning {
  /** A new one. */
  id: string;
  /** Of all of it, in bytes. */
  size: number;
  announced: AnnouncedUpload;
  /** Idempotency-Key: remembered for as long as the upload is. */
  requestKey?: string | undefined;
}

/**
 * @returns its id, or that of the one which the same request began before
 * @throws {SealbookError} `forbidden`; `idempotency_key_reused`; `empty_file`, `file_too_large`; `too_many_uploads`; `sandbox_full`, `monthly_quota_exceeded`; `storage_quota_exceeded`, `storage_full`; `unit_unknown`
 */
export async function beginUpload(actor: MemberActor, beginning: Beginning): Promise<string> {
  requirePermission(actor, "evidence:write");
  // Before room is asked for: it has its own already.
  return (await findBefore(actor, beginning)) ?? (await begin(actor, beginning));
}

async function findBefore(actor: MemberActor, { size, announced, requestKey }: Beginning): Promise<string | undefined> {
  if (requestKey === undefined) return undefined;
  const { organisationId } = actor;
  const before = await prisma().resumableUpload.findFirst({ where: { organisationId, requestKey } });
  if (!before) return undefined;
  const isSame =
    before.actorId === ownerOf(actor) &&
    before.size === BigInt(size) &&
    canonicalJson(before.announced) === canonicalJson(asKept(announced));
  if (!isSame) throw new SealbookError("idempotency_key_reused");
  return before.id;
}

/** Without what was not said. */
const asKept = (announced: AnnouncedUpload) => JSON.parse(JSON.stringify(announced));

async function begin(actor: MemberActor, beginning: Beginning): Promise<string> {
  const { id, size, announced, requestKey } = beginning;
  await unitOf(actor, announced.unit);
  await requireRoomFor(actor, size);
  // The file first: a row without one could never go on; a file without a row is swept.
  await createPartial(id);
  const { organisationId } = actor;
  const row = { id, organisationId, actorId: ownerOf(actor), size, requestKey: requestKey ?? null };
  try {
    await prisma().resumableUpload.create({ data: { ...row, announced: asKept(announced) } });
    return id;
  } catch (error) {
    if ((error as { code?: unknown }).code !== UNIQUE_VIOLATION) throw error;
    await removePartial(id);
    const before = await findBefore(actor, beginning);
    if (before === undefined) throw error;
    return before;
  }
}

async function requireRoomFor(actor: MemberActor, size: number): Promise<void> {
  await requireClocks();
  const bytesMax = env.RESUMABLE_BYTES_MAX;
  if (size === 0) throw new SealbookError("empty_file");
  if (size > bytesMax) throw new SealbookError("file_too_large", { details: { bytesMax } });
  await requireRecordRoom(actor);
  const { state, keepContent, room } = await readIntake(actor.organisationId);
  if (state !== "active") throw new SealbookError(`organisation_${state}`);
  const { own, all, bytes } = await countUploads(actor);
  refuseFrom(own, UPLOADS_PER_ACTOR_MAX);
  refuseFrom(all, UPLOADS_PER_ORGANISATION_MAX);
  if (keepContent && room !== undefined && bytes + size > room) throw new SealbookError("storage_quota_exceeded");
  // What has been promised to others of this organisation is counted, too: a disk that fills up stops everybody.
  if (bytes + size > (await roomForPartials())) throw new SealbookError("storage_full");
}

function refuseFrom(count: number, uploadsMax: number): void {
  if (count >= uploadsMax) throw new SealbookError("too_many_uploads", { details: { uploadsMax } });
}
