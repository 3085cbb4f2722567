/** Content that was recorded gets its address: at once by whoever recorded it, and durably by the worker. */
import { prisma } from "#lib/infra/db/prisma.ts";
import type { ContentAddress, Staged } from "#lib/infra/storage/port.ts";
import { storage } from "#lib/infra/storage/storage.ts";
import { logEvent, reasonOf } from "#lib/infra/telemetry/log.ts";
import { keepDigests } from "./keep-digests.ts";
import { forgetReplaced } from "./note-damage.ts";

/** Whoever recorded it has placed it long before. */
const SETTLE_AFTER_MS = 60_000;
const SETTLED_AT_ONCE = 500;

/**
 * Places content whose recording is committed, and keeps the digests of its chunks. It never fails: what cannot be placed now is read
 * under its key, and placed by the worker; digests that are not there are computed by whoever reads first.
 */
export async function placeContent({ key, digests }: Staged, address: ContentAddress): Promise<void> {
  const failed = (error: unknown) => logEvent("error", "storage.place_failed", { key, error: reasonOf(error) });
  await Promise.all([
    storage().place(key, address).catch(failed),
    digests && keepDigests(address, digests).catch(failed),
  ]);
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
