/** Everything of a record that can be read without its receipt, out of every table, in the transaction of who erases it. */
import { hash } from "node:crypto";
import { storedActor } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { forgetUploads } from "#lib/features/evidence/resumable/verbs/remove-uploads.ts";
import { contentLock } from "#lib/features/evidence/retention/verbs/sweep-content.ts";
import { destroyContentKeys } from "#lib/features/keyring/verbs/destroy-content-keys.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { forgetAnswers } from "#lib/gate/idempotency.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { type Beside, type Erasable, listSharing } from "../rows/erasable.ts";

interface Erasing {
  actor: MemberActor;
  reason: string;
  before: Erasable;
  contentSha3: Buffer | undefined;
}

/** @returns other records for which the content stays */
export async function eraseRows(tx: Tx, { actor, reason, before, contentSha3 }: Erasing): Promise<Beside[]> {
  const { organisationId } = actor;
  const { id: evidenceId, sha256, contentKept } = before;
  const stays = contentKept ? await lockContent(tx, { organisationId, sha256, id: evidenceId }) : [];
  const content = contentKept && stays.length === 0;
  await tx.evidenceErasure.create({
    data: {
      ...{ evidenceId, organisationId, reason, content },
      erasedBy: { ...storedActor(actor) },
      detailsSha3: new Uint8Array(hash("sha3-256", before.details, "buffer")),
      ...(contentSha3 && { contentSha3: new Uint8Array(contentSha3) }),
    },
    select: { evidenceId: true },
  });
  await emptyRecords(tx, { organisationId, ids: [evidenceId] });
  if (content) {
    await destroyContentKeys(tx, { organisationId, sha256 });
    await forgetContents(tx, { organisationId, contents: [sha256], bytes: before.size ?? 0 });
  }
  await forgetAnswers(tx, organisationId);
  return stays;
}

/** Whoever records the same content at this moment does so before, and is seen, or after, with a file of its own. */
async function lockContent(
  tx: Tx,
  shared: { organisationId: string; sha256: Uint8Array; id: string },
): Promise<Beside[]> {
  const [locks, lock] = contentLock(shared.sha256);
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${locks}::integer, ${lock}::integer)`;
  return await listSharing(tx, shared);
}

/** Of records whose erasure is written down. A label is there as long as a record bears it. */
export async function emptyRecords(
  tx: Tx,
  { organisationId, ids }: { organisationId: string; ids: string[] },
): Promise<void> {
  await tx.$executeRaw`SELECT erase_evidence(id) FROM unnest(${ids}::uuid[]) AS id`;
  await tx.bundleFile.deleteMany({ where: { evidenceId: { in: ids } } });
  await forgetUploads(tx, { organisationId, ids });
  const where = { organisationId, evidenceId: { in: ids } };
  const labels = await tx.evidenceTag.findMany({ where, select: { label: true }, distinct: "label" });
  if (labels.length === 0) return;
  await tx.evidenceTag.deleteMany({ where });
  await tx.tag.deleteMany({
    where: { organisationId, label: { in: labels.map(({ label }) => label) }, records: { none: {} } },
  });
}

/** What is known of their files, and the room that they took. */
export async function forgetContents(
  tx: Tx,
  { organisationId, contents, bytes }: { organisationId: string; contents: Uint8Array[]; bytes: number },
): Promise<void> {
  const where = { organisationId, sha256: { in: contents.map((sha256) => new Uint8Array(sha256)) } };
  await tx.contentChunks.deleteMany({ where });
  await tx.damagedContent.deleteMany({ where });
  await tx.$executeRaw`UPDATE content_use SET bytes = greatest(0, bytes - ${bytes}::bigint) WHERE organisation_id = ${organisationId}::uuid`;
}
