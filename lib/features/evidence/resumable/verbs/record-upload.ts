/**
 * An upload that has arrived becomes a record: its file is read from the first byte to the last and goes the way of every file, hashed,
 * compared with what the client said, kept and recorded. Nothing that was computed while it arrived is believed.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { readIntake } from "#lib/features/evidence/intake/rows/intake.ts";
import { requireRecordRoom } from "#lib/features/evidence/intake/rows/room.ts";
import { receiveFile } from "#lib/features/evidence/intake/verbs/receive-file.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { ContentWriter } from "#lib/infra/storage/content-writer.ts";
import { readPartial, removePartial } from "#lib/infra/storage/disk/partial-file.ts";
import { type ErrorCode, SealbookError } from "#lib/words/errors.ts";
import { findUpload } from "../rows.ts";
import type { ResumableUpload } from "../types.ts";

/** Nobody else begins while its holder lives; taken again and again. */
const HELD_SECONDS = 60;
const HOLD_AGAIN_MS = 15_000;
/** A proxy in front may give up after a minute; whoever asked asks again. */
const WAIT_MS_MAX = 20_000;
/** What will not be otherwise the next time. */
const FINAL: readonly ErrorCode[] = ["digest_mismatch", "empty_file", "invalid_name"];

/** In this process: whoever asks again waits for the same. */
const recording = new Map<string, Promise<string | undefined>>();

/**
 * @returns the record's id and whether it was made just now; undefined while it is still being made: to be asked again
 * @throws {SealbookError} `forbidden`, `not_found`; `upload_incomplete`; `sandbox_full`, `monthly_quota_exceeded`; why it was refused; what `receiveFile` throws
 */
export async function recordUpload(
  actor: MemberActor,
  id: string,
): Promise<{ evidenceId: string; created: boolean } | undefined> {
  requirePermission(actor, "evidence:write");
  const upload = await findUpload(actor, id);
  if (upload.evidenceId !== undefined) return { evidenceId: upload.evidenceId, created: false };
  if (upload.refusal) throw new SealbookError(upload.refusal.code, { details: upload.refusal.details });
  const { offset, size } = upload;
  if (offset !== size) throw new SealbookError("upload_incomplete", { details: { offset, size } });
  await requireRecordRoom(actor, keyOf(id));
  const work = recording.get(id) ?? begin(actor, upload);
  const evidenceId = await Promise.race([work, sleep(WAIT_MS_MAX, undefined, { ref: false })]);
  return evidenceId === undefined ? undefined : { evidenceId, created: true };
}

const keyOf = (id: string): string => `resumable-${id}`;

/** Known before anything is waited for: whoever asks in the same moment finds it. */
function begin(actor: MemberActor, upload: ResumableUpload): Promise<string | undefined> {
  const work = recordHeld(actor, upload).finally(() => recording.delete(upload.id));
  // Awaited by whoever asks; nobody may.
  work.catch(() => {});
  recording.set(upload.id, work);
  return work;
}

/** @returns undefined: another process is at it */
async function recordHeld(actor: MemberActor, upload: ResumableUpload): Promise<string | undefined> {
  const { id } = upload;
  const holder = randomUUID();
  if (!(await hold(id, holder))) return undefined;
  const holding = setInterval(() => void hold(id, holder).catch(() => {}), HOLD_AGAIN_MS);
  try {
    return await record(actor, upload);
  } catch (error) {
    await settle(id, error);
    throw error;
  } finally {
    clearInterval(holding);
  }
}

async function hold(id: string, holder: string): Promise<boolean> {
  const held = await prisma().$executeRaw`
    UPDATE resumable_upload SET holder = ${holder}::uuid, held_until = now() + ${HELD_SECONDS} * interval '1 second', touched_at = now()
    WHERE id = ${id}::uuid AND evidence_id IS NULL AND refusal IS NULL
      AND (holder IS NULL OR holder = ${holder}::uuid OR held_until < now())`;
  return held === 1;
}

async function record(actor: MemberActor, { id, announced }: ResumableUpload): Promise<string> {
  const { keepContent, alsoSm3 } = await readIntake(actor.organisationId);
  const { sha256, sha512, ...rest } = announced;
  const stated = {
    ...(sha256 !== undefined && { sha256: new Uint8Array(Buffer.from(sha256, "hex")) }),
    ...(sha512 !== undefined && { sha512: new Uint8Array(Buffer.from(sha512, "hex")) }),
  };
  const { evidence } = await receiveFile({
    actor,
    // COMMIT is its recording. Before: nothing was done. After: whoever asks again is given the same record by this key.
    announced: { ...rest, stated, idempotencyKey: keyOf(id) },
    keep: keepContent,
    alsoSm3,
    source: (writer) => readInto(writer, id),
  });
  await prisma().resumableUpload.update({
    where: { id },
    data: { evidenceId: evidence.id, holder: null, heldUntil: null, touchedAt: new Date() },
  });
  await removePartial(id);
  return evidence.id;
}

async function readInto(writer: ContentWriter, id: string): Promise<void> {
  const stream = await readPartial(id);
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) await writer.write(chunk);
  } finally {
    stream.destroy();
  }
}

/** What will never be otherwise is written down, and nothing of it is left; what may be is tried again by whoever asks. */
async function settle(id: string, error: unknown): Promise<void> {
  const isFinal = error instanceof SealbookError && FINAL.includes(error.code);
  const free = { holder: null, heldUntil: null };
  const refusal = isFinal ? { refusal: { code: error.code, details: { ...error.details } } } : {};
  await prisma()
    .resumableUpload.updateMany({ where: { id }, data: { ...free, ...refusal } })
    .catch(() => {});
  if (isFinal) await removePartial(id);
}
