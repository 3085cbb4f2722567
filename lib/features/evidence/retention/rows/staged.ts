/** Content that is recorded and lies under its key still. */
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import type { ContentAddress } from "#lib/infra/storage/port.ts";

/** The key under which content was staged that is recorded for this address, the newest first; undefined when all of it is placed. */
export async function findStagedKey({ organisationId, sha256 }: ContentAddress): Promise<string | undefined> {
  const row = await prisma().stagedContent.findFirst({
    where: { organisationId, sha256: new Uint8Array(sha256) },
    orderBy: { at: "desc" },
    select: { key: true },
  });
  return row?.key;
}

/** Of these keys those that evidence was recorded with. */
export async function findRecordedKeys(keys: readonly string[], on: Tx = prisma()): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const rows = await on.stagedContent.findMany({ where: { key: { in: [...keys] } }, select: { key: true } });
  return new Set(rows.map(({ key }) => key));
}
