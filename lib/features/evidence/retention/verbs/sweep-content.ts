/**
 * Removing content that no evidence speaks of, without ever taking what is about to be recorded.
 *
 * Whoever records kept content holds its digest's lock, shared, until the commit; whoever removes some holds it alone and looks for
 * evidence, or for the key, once more. Both are advisory locks of PostgreSQL, so this holds between processes, and they end with their
 * transaction.
 */
import { destroyContentKeys } from "#lib/features/keyring/verbs/destroy-content-keys.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import type { ContentAddress } from "#lib/infra/storage/port.ts";
import { storage } from "#lib/infra/storage/storage.ts";
import { findRecordedKeys } from "../rows/staged.ts";

/** First of the two numbers of every lock on content: any constant of our own. */
const CONTENT_LOCKS = 0x5ea1_b00c;
/** How details say that the content was kept: core/claim/record.ts. */
const KEPT = Buffer.from(',"kept":true,');
const LOOKED_UP_AT_ONCE = 500;
const DAY_MS = 24 * 60 * 60 * 1000;
/** No upload and no transaction takes as long. */
export const SWEEP_AGE_MS = DAY_MS;

/**
 * The lock on a digest's content, which whoever records kept content takes, shared, in the statement that records it. Digests that share
 * their first four bytes share a lock, which is harmless.
 */
export function contentLock(sha256: Uint8Array): [locks: number, lock: number] {
  return [CONTENT_LOCKS, Buffer.from(sha256).readInt32BE(0)];
}

/** Whether this transaction alone holds the digest's lock now. */
async function holdAlone(tx: Tx, sha256: Uint8Array): Promise<boolean> {
  const [locks, lock] = contentLock(sha256);
  const [row] = await tx.$queryRaw<{ held: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(${locks}::integer, ${lock}::integer) AS held`;
  return row?.held ?? false;
}

/**
 * Removes the content at this address unless evidence speaks of it or someone is recording it.
 * @returns whether it was removed.
 */
export async function removeUnreferenced(address: ContentAddress): Promise<boolean> {
  return await prisma().$transaction(async (tx) => {
    if (!(await holdAlone(tx, address.sha256))) return false;
    if ((await findReferenced([address], tx)).size > 0) return false;
    await storage().remove(address);
    await destroyContentKeys(tx, address);
    await tx.contentChunks.deleteMany({
      where: { organisationId: address.organisationId, sha256: new Uint8Array(address.sha256) },
    });
    return true;
  });
}

/**
 * Removes what was staged for a recording that failed, unless it did not: a connection may be lost after the commit. What stays is
 * swept later.
 */
export async function removeUnrecorded(key: string, sha256: Uint8Array): Promise<void> {
  await prisma().$transaction(async (tx) => {
    if (!(await holdAlone(tx, sha256)) || (await findRecordedKeys([key], tx)).size > 0) return;
    await storage().remove({ key });
  });
}

/**
 * Removes what interrupted uploads and failed transactions left behind more than `SWEEP_AGE_MS` ago.
 * For the worker, now and then; safe beside every other process, and again after a crash.
 */
export async function sweepStorage(now: Date = new Date()): Promise<{ uploads: number; content: number }> {
  const before = new Date(now.getTime() - SWEEP_AGE_MS);
  const uploads = await sweepStaged(before);
  let content = 0;
  let batch: ContentAddress[] = [];
  const sweepBatch = async () => {
    const referenced = await findReferenced(batch);
    for (const address of batch) {
      if (!referenced.has(nameOf(address)) && (await removeUnreferenced(address))) content += 1;
    }
    batch = [];
  };
  for await (const address of storage().list("placed", { before })) {
    batch.push(address);
    if (batch.length >= LOOKED_UP_AT_ONCE) await sweepBatch();
  }
  await sweepBatch();
  return { uploads, content };
}

/** No recording takes as long: what has no row by now never gets one. */
async function sweepStaged(before: Date): Promise<number> {
  let removed = 0;
  let batch: string[] = [];
  const sweepBatch = async () => {
    const recorded = await findRecordedKeys(batch);
    for (const key of batch.filter((each) => !recorded.has(each))) {
      await storage().remove({ key });
      removed += 1;
    }
    batch = [];
  };
  for await (const { key } of storage().list("staged", { before })) {
    batch.push(key);
    if (batch.length >= LOOKED_UP_AT_ONCE) await sweepBatch();
  }
  await sweepBatch();
  return removed;
}

/**
 * Evidence speaks of content where its column says so or its details do: no hash covers the column, and what was
 * deleted on its word alone could not be brought back. In canonical JSON a quote inside of a name is escaped, so that
 * `KEPT` stands in details only as the member that it is.
 */
async function findReferenced(addresses: ContentAddress[], on: Tx = prisma()): Promise<Set<string>> {
  if (addresses.length === 0) return new Set();
  const rows = await on.$queryRaw<{ organisationId: string; sha256: Uint8Array }[]>`
    SELECT DISTINCT e.organisation_id AS "organisationId", e.sha256
    FROM unnest(${addresses.map((a) => a.organisationId)}::uuid[], ${addresses.map((a) => Buffer.from(a.sha256))}::bytea[])
      AS asked (organisation_id, sha256)
    JOIN evidence e ON e.organisation_id = asked.organisation_id AND e.sha256 = asked.sha256
    LEFT JOIN evidence_private p ON p.organisation_id = e.organisation_id AND p.evidence_id = e.id
    WHERE e.content_kept OR position(${KEPT} IN p.details) > 0`;
  return new Set(rows.map(nameOf));
}

function nameOf({ organisationId, sha256 }: ContentAddress): string {
  return `${organisationId}/${Buffer.from(sha256).toString("hex")}`;
}
