/**
 * Erasing a record's content, its private details, its name and what it is found by. The record, which is salted, its place in the ledger
 * and the receipts that were handed out stay as they are. docs/decisions/0070
 */
import { createHash } from "node:crypto";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { openContent } from "#lib/features/evidence/retention/rows/content.ts";
import { removeUnreferenced } from "#lib/features/evidence/retention/verbs/sweep-content.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { reaches } from "#lib/gate/reach.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { LockedContent } from "#lib/infra/storage/port.ts";
import { storage } from "#lib/infra/storage/storage.ts";
import { logEvent, reasonOf } from "#lib/infra/telemetry/log.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { type Erasable, findErasable, isErasable } from "../rows/erasable.ts";
import { findErasure, findKeptUntil, isOpen, isWithin, listHolds } from "../rows/retention.ts";
import { type Erased, STAYS_NAMED_MAX } from "../types.ts";
import { eraseRows } from "./erase-rows.ts";
import { lockRetention } from "./lock-retention.ts";
import { recordErasures } from "./record-erasures.ts";

/** Of larger content no second digest is taken before it goes: whoever asks waits for it. */
const DIGESTED_BYTES_MAX = 1024 ** 3;

/**
 * What was erased before is answered as it was then.
 *
 * @throws {SealbookError} `forbidden`, `scope_missing`, `not_found`; `not_erasable`; `evidence_held`, `evidence_retained`, `evidence_locked`: until when, where that is known
 */
export async function eraseEvidence(options: {
  actor: MemberActor;
  evidenceId: string;
  reason: string;
}): Promise<Erased> {
  requirePermission(options.actor, "evidence:erase");
  const { actor, evidenceId, reason } = options;
  const { organisationId } = actor;
  const before = await findErasable(actor, evidenceId);
  if (!before) throw new SealbookError("not_found");
  const earlier = await findErasure(evidenceId);
  if (earlier) return { ...earlier, contentStays: [] };
  if (!isErasable(before)) throw new SealbookError("not_erasable");
  await refuseKept(organisationId, evidenceId);
  const contentSha3 = before.contentKept ? await digestOf(organisationId, before) : undefined;
  const behind = (tx: Tx) => lockRetention(tx, { organisationId, evidenceId });
  const { contentStays, wasErased } = await proven({ actor, authority: "evidence:erase", behind }, async (tx, by) => {
    if (!(await isWithin(by, evidenceId, tx))) throw new SealbookError("not_found");
    if (await findErasure(evidenceId, tx)) return { contentStays: [], wasErased: true };
    await refuseKept(organisationId, evidenceId, tx);
    const stays = await eraseRows(tx, { actor, reason, before, contentSha3 });
    const details = { content: before.contentKept && stays.length === 0 };
    await writeAuditEvent(tx, { actor, organisationId, action: "evidence.erase", subject: evidenceId, details });
    if (details.content) await removeOrRefuse(organisationId, before.sha256);
    // COMMIT. Before: nothing happened, but that the file may be gone, which was asked for: then it is asked for again. After: nothing of it can be read; its file is noise, and goes now or with the next sweep.
    return { contentStays: stays.flatMap(({ id, unitId }) => (reaches(by, unitId) ? [id] : [])), wasErased: false };
  });
  if (!wasErased) await settle(organisationId, before);
  const erasure = await findErasure(evidenceId);
  if (!erasure) throw new Error(`Evidence ${evidenceId} was not erased.`);
  return { ...erasure, contentStays: contentStays.slice(0, STAYS_NAMED_MAX) };
}

/** @throws {SealbookError} `evidence_held`, `evidence_retained` */
async function refuseKept(organisationId: string, evidenceId: string, on: Tx = prisma()): Promise<void> {
  const now = new Date();
  const open = (await listHolds(organisationId, evidenceId, on)).filter((hold) => isOpen(hold, now));
  if (open.length > 0) {
    // As long as one has no end, nobody knows it.
    const ends = open.map(({ until }) => until);
    const until = ends.includes(undefined) ? undefined : ends.sort().at(-1);
    throw new SealbookError("evidence_held", { details: { until: until ?? "released" } });
  }
  const keptUntil = await findKeptUntil(evidenceId, on);
  if (keptUntil) throw new SealbookError("evidence_retained", { details: { until: keptUntil.toISOString() } });
}

/** Last of all, so that what the storage itself keeps is not erased either. @throws {SealbookError} `evidence_locked` */
async function removeOrRefuse(organisationId: string, sha256: Uint8Array): Promise<void> {
  try {
    await storage().remove({ organisationId, sha256 });
  } catch (error) {
    if (!(error instanceof LockedContent)) throw error;
    const until = error.until?.toISOString() ?? "released";
    throw new SealbookError("evidence_locked", { details: { until }, cause: error });
  }
}

/** SHA3-256, while the content is what was recorded. */
async function digestOf(organisationId: string, { sha256, size }: Erasable): Promise<Buffer | undefined> {
  const known = await prisma().contentDigest.findFirst({
    where: { organisationId, sha256: new Uint8Array(sha256) },
    select: { sha3: true },
  });
  if (known) return Buffer.from(known.sha3);
  if (size === null || size > DIGESTED_BYTES_MAX) return undefined;
  const opened = await openContent({ organisationId, sha256 }).catch(() => undefined);
  if (!opened) return undefined;
  const [recorded, second] = [createHash("sha256"), createHash("sha3-256")];
  try {
    for await (const chunk of opened.stream) {
      recorded.update(chunk);
      second.update(chunk);
    }
    return recorded.digest().equals(sha256) ? second.digest() : undefined;
  } catch {
    // What is damaged is erased all the same.
    return undefined;
  } finally {
    opened.stream.destroy();
  }
}

/** What is not done here is done by the worker: the record that states it, and the sweep. */
async function settle(organisationId: string, { id, sha256, contentKept }: Erasable): Promise<void> {
  try {
    if (contentKept) await removeContent(organisationId, sha256);
    await recordErasures({ only: id });
  } catch (error) {
    logEvent("error", "evidence.erasure_unsettled", { id, error: reasonOf(error) });
  }
}

async function removeContent(organisationId: string, sha256: Uint8Array): Promise<void> {
  const address = { organisationId, sha256: new Uint8Array(sha256) };
  if (!(await removeUnreferenced(address))) return;
  const staged = await prisma().stagedContent.findMany({ where: address, select: { key: true } });
  for (const { key } of staged) await storage().remove({ key });
  await prisma().stagedContent.deleteMany({ where: { key: { in: staged.map(({ key }) => key) } } });
}
