import { toHex } from "#lib/core/text/bytes.ts";
import { type Cursor, type CursorPage, cursorPage, cursorQuery } from "#lib/infra/db/cursor-page.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { SealUse } from "../types.ts";
import { namesOf, partyOf } from "./seals.ts";

/** Of a seal that was found within reach, the newest first. `q`: part of a document's name, or of a purpose. */
export async function listUses(
  sealId: string,
  options: { q?: string | undefined; limit: number } & Cursor,
): Promise<CursorPage<SealUse>> {
  const { q, limit } = options;
  const { id, orderBy, take } = cursorQuery(options, limit);
  const contains = { contains: q ?? "", mode: "insensitive" } as const;
  const found = await prisma().documentSealUse.findMany({
    where: { sealId, id, ...(q ? { OR: [{ document: contains }, { purpose: contains }] } : {}) },
    orderBy,
    take,
  });
  const names = await namesOf(found);
  const rows = found.map((row): SealUse => {
    const { id, number, purpose, document, digest, at, finishedAt, stampedAt, requestId, evidenceId } = row;
    return {
      ...{ id, number, purpose, document, at, digest: toHex(digest), by: partyOf(row, names) },
      state: stampedAt ? "stamped" : finishedAt ? "signed" : "unfinished",
      requestId: requestId ?? undefined,
      evidenceId: evidenceId ?? undefined,
    };
  });
  return cursorPage(rows, { cursor: options, limit });
}

/** The exact bytes whose digest is recorded of a use. */
export async function readStatement({ sealId, id }: { sealId: string; id: string }): Promise<string | undefined> {
  const row = await prisma().documentSealUse.findFirst({ where: { sealId, id }, select: { statement: true } });
  return row?.statement;
}
