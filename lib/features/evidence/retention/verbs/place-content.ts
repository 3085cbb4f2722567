/** Content that was recorded gets its address: at once by whoever recorded it, and durably by the worker. */
import { prisma } from "#lib/infra/db/prisma.ts";
import type { ContentAddress, StagedKey } from "#lib/infra/storage/port.ts";
import { storage } from "#lib/infra/storage/storage.ts";
import { logEvent, reasonOf } from "#lib/infra/telemetry/log.ts";
import { forgetReplaced } from "./note-damage.ts";

/** Whoever recorded it has placed it long before. */
const SETTLE_AFTER_MS = 60_000;
const SETTLED_AT_ONCE = 500;

/**
 * Places content whose recording is committed. It never fails: what cannot be placed now is read under its key, and placed by the worker.
 */
export async function placeContent({ key }: StagedKey, address: ContentAddress): Promise<void> {
  await storage()
    .place(key, address)
    .catch((error: unknown) => logEvent("error", "storage.place_failed", { key, error: reasonOf(error) }));
}

/** Places it for good now, for whoever does not leave that to the worker. @throws what storage throws: it is settled later then */
export async function settleKey({ key }: StagedKey, { organisationId, sha256 }: ContentAddress): Promise<void> {
  await storage().place(key, { organisationId, sha256 }, { durable: true });
  await forgetReplaced([key]);
  await prisma().stagedContent.deleteMany({ where: { key } });
}

/**
 * Makes sure that what was recorded a while ago lies at its address for good, and forgets its key. After a crash between recording and
 * placing this is what places it. Several workers may: each ends in the same state.
 *
 * @returns how many keys are done with, and how many could not be
 */
export async function settleContent(now: Date = new Date()): Promise<{ settled: number; failed: number }> {
  const due = await prisma().stagedContent.findMany({
    where: { at: { lt: new Date(now.getTime() - SETTLE_AFTER_MS) } },
    orderBy: { at: "asc" },
    take: SETTLED_AT_ONCE,
  });
  const done: string[] = [];
  for (const { key, organisationId, sha256 } of due) {
    try {
      await storage().place(key, { organisationId, sha256 }, { durable: true });
      done.push(key);
    } catch (error) {
      logEvent("error", "storage.settle_failed", { key, error: reasonOf(error) });
    }
  }
  await forgetReplaced(done);
  // COMMIT. Before: the content lies at its address, and the key is looked at once more. After: the key means nothing any more.
  await prisma().stagedContent.deleteMany({ where: { key: { in: done } } });
  return { settled: done.length, failed: due.length - done.length };
}
