import { toHex } from "#lib/core/text/bytes.ts";
import { isSamePerson } from "#lib/features/accounts/api-keys/checks/same-person.ts";
import type { Reach } from "#lib/gate/actor.ts";
import { within } from "#lib/gate/reach.ts";
import { type Cursor, type CursorPage, cursorPage, cursorQuery } from "#lib/infra/db/cursor-page.ts";
import { type Prisma, prisma, type Tx } from "#lib/infra/db/prisma.ts";
import type { COVERS, Party, REQUEST_STATES, SealRequest, StatedPlace } from "../types.ts";
import { namesOf, overSince, partyOf } from "./seals.ts";

type RequestRow = Prisma.DocumentSealRequestGetPayload<object>;
type State = (typeof REQUEST_STATES)[number];

/** Of a seal that was found within reach, the newest first. */
export async function listRequests(
  sealId: string,
  options: { state?: State | undefined; limit: number } & Cursor,
): Promise<CursorPage<SealRequest>> {
  const { state, limit } = options;
  const { id, orderBy, take } = cursorQuery(options, limit);
  const where = { sealId, id, ...(state ? WHERE[state]() : {}) };
  const rows = await prisma().documentSealRequest.findMany({ where, orderBy, take });
  return cursorPage(await toRequests(rows), { cursor: options, limit });
}

/** Of all seals within reach, the newest first. `q`: part of a document's name, or of a purpose. */
export async function searchRequests(
  reach: Reach,
  options: { state?: State | undefined; q?: string | undefined; limit: number } & Cursor,
): Promise<CursorPage<SealRequest>> {
  const { state, q, limit } = options;
  const { id, orderBy, take } = cursorQuery(options, limit);
  const contains = { contains: q ?? "", mode: "insensitive" } as const;
  const AND = [state ? WHERE[state]() : {}, q ? { OR: [{ document: contains }, { purpose: contains }] } : {}];
  const where = { id, seal: within(reach), AND };
  const rows = await prisma().documentSealRequest.findMany({ where, orderBy, take });
  return cursorPage(await toRequests(rows), { cursor: options, limit });
}

/** How many wait for somebody's decision, of seals that still work. */
export async function countWaiting(reach: Reach, sealId?: string): Promise<number> {
  const where = { ...WHERE.waiting(), seal: { ...within(reach), revokedAt: null }, ...(sealId ? { sealId } : {}) };
  return await prisma().documentSealRequest.count({ where });
}

const WHERE: Record<State, () => Prisma.DocumentSealRequestWhereInput> = {
  waiting: () => ({ decidedAt: null, askedAt: { gt: overSince() } }),
  approved: () => ({ approved: true, usedAt: null, askedAt: { gt: overSince() } }),
  rejected: () => ({ approved: false }),
  used: () => ({ usedAt: { not: null } }),
  expired: () => ({ usedAt: null, askedAt: { lte: overSince() }, OR: [{ approved: null }, { approved: true }] }),
};

export async function findRequest(
  { sealId, id }: { sealId: string; id: string },
  tx: Tx = prisma(),
): Promise<SealRequest | undefined> {
  const row = await tx.documentSealRequest.findFirst({ where: { sealId, id } });
  return row ? (await toRequests([row], tx))[0] : undefined;
}

/** Ids of those who are this person, or a key of theirs: they do not decide about what they asked for. */
export async function areOwn(userId: string, askers: readonly Party[]): Promise<ReadonlySet<string>> {
  const own = { kind: "user", id: userId };
  const answers = await Promise.all(
    askers.map(async (asker) => ((await isSamePerson(prisma(), own, asker)) ? [asker.id] : [])),
  );
  return new Set(answers.flat());
}

async function toRequests(rows: readonly RequestRow[], tx: Tx = prisma()): Promise<SealRequest[]> {
  const deciders = rows.map(({ decidedBy }) => ({ userId: decidedBy, apiKeyId: null }));
  const names = await namesOf([...rows, ...deciders], tx);
  return rows.map((row) => {
    const { id, sealId, purpose, document, covers, digest, askedAt, decidedAt, decidedBy } = row;
    return {
      ...{ id, sealId, purpose, document, askedAt, digest: toHex(digest), state: stateOf(row) },
      asker: partyOf(row, names),
      place: (row.place ?? undefined) as unknown as StatedPlace | undefined,
      covers: covers as (typeof COVERS)[number],
      decidedAt: decidedAt ?? undefined,
      decidedBy: decidedBy === null ? undefined : (names.get(decidedBy) ?? ""),
    };
  });
}

function stateOf({ approved, usedAt, askedAt }: RequestRow): State {
  if (usedAt) return "used";
  if (approved === false) return "rejected";
  if (askedAt <= overSince()) return "expired";
  return approved ? "approved" : "waiting";
}
