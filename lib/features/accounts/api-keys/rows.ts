import type { Reach } from "#lib/gate/actor.ts";
import { rolesThatMay } from "#lib/gate/may.ts";
import { within } from "#lib/gate/reach.ts";
import { type Cursor, type CursorPage, cursorPage, cursorQuery } from "#lib/infra/db/cursor-page.ts";
import { type Prisma, prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { Scope } from "#lib/words/permissions.ts";
import { type ApiKeyRow, EXPIRY_TOLD_DAYS } from "./types.ts";

export const API_KEYS_PAGE_SIZE = 50;
const DAY_MS = 24 * 60 * 60 * 1_000;

interface StoredKey {
  id: string;
  name: string;
  prefix: string;
  scopes: string[];
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  usedAt: Date | null;
  usedFrom: string | null;
  addressRanges: string[];
  refusedAt: Date | null;
  refusedFrom: string | null;
  rotatedAt: Date | null;
  oldPrefix: string | null;
  oldSecretUntil: Date | null;
  oldUsedAt: Date | null;
  oldUsedFrom: string | null;
  organisationId: string;
  unitId: string | null;
  organisation: { ledger: { isTest: boolean } };
  createdBy: { name: string; memberships: { organisationId: string; role: string }[] } | null;
}

/** What a key is for, who made it, and what they are today. */
export const MAKER = {
  organisation: { select: { ledger: { select: { isTest: true } } } },
  createdBy: { select: { name: true, memberships: { select: { organisationId: true, role: true } } } },
} as const;

export function toApiKeyRow(key: StoredKey): ApiKeyRow {
  const { id, name, prefix, addressRanges, createdAt, expiresAt, revokedAt, usedAt, usedFrom } = key;
  const { refusedAt, refusedFrom, rotatedAt, unitId } = key;
  const expired = expiresAt !== null && expiresAt <= new Date();
  const state = revokedAt ? "revoked" : expired ? "expired" : "active";
  const scopes = key.scopes as Scope[];
  const test = key.organisation.ledger.isTest;
  const expiresSoon =
    state === "active" && expiresAt !== null && expiresAt.getTime() < Date.now() + EXPIRY_TOLD_DAYS * DAY_MS;
  return {
    ...{
      id,
      name,
      prefix,
      scopes,
      addressRanges,
      createdAt,
      expiresAt,
      revokedAt,
      usedAt,
      usedFrom,
      refusedAt,
      refusedFrom,
    },
    ...{ unitId, test, rotatedAt, state, expiresSoon, old: oldSecretOf(key), madeBy: makerOf(key) },
  };
}

function oldSecretOf({ oldPrefix: prefix, oldSecretUntil: until, ...key }: StoredKey): ApiKeyRow["old"] {
  if (prefix === null || until === null || until <= new Date()) return undefined;
  return { prefix, until, usedAt: key.oldUsedAt, usedFrom: key.oldUsedFrom };
}

function makerOf({ createdBy, organisationId }: StoredKey): ApiKeyRow["madeBy"] {
  if (!createdBy) return undefined;
  const membership = createdBy.memberships.find((each) => each.organisationId === organisationId);
  return { name: createdBy.name, isManager: membership !== undefined && MANAGERS.includes(membership.role) };
}

const MANAGERS: readonly string[] = rolesThatMay("keys:manage");

/** Of the organisation, and of the one in which it tries things out; of units, theirs alone. */
export function keysOf({ organisationId, units }: Reach): Prisma.ApiKeyWhereInput {
  if (units !== null) return { organisationId, unitId: { in: [...units] } };
  return { organisation: { is: { OR: [{ id: organisationId }, { testOfId: organisationId }] } } };
}

/** Keys that work. */
const working = () => ({ revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: new Date() } }] });

/** Working keys that somebody made who may make none any more: who left, or has another role. */
function orphansOf({ organisationId, units }: Reach) {
  const memberships = { none: { organisationId, role: { in: [...MANAGERS] } } };
  return { ...within({ organisationId, units }), ...working(), createdBy: { is: { memberships } } };
}

export async function countOrphanKeys(reach: Reach): Promise<number> {
  return await prisma().apiKey.count({ where: orphansOf(reach) });
}

/** How many working keys within reach, and of tests, each of these users made. */
export async function countKeysMadeBy(reach: Reach, userIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const counted = await prisma().apiKey.groupBy({
    by: ["createdById"],
    where: { AND: [keysOf(reach), working()], createdById: { in: [...userIds] } },
    _count: true,
  });
  return new Map(counted.flatMap(({ createdById, _count }) => (createdById === null ? [] : [[createdById, _count]])));
}

export async function findApiKey(reach: Reach, id: string): Promise<ApiKeyRow | undefined> {
  const found = await prisma().apiKey.findFirst({ where: { id, ...keysOf(reach) }, include: MAKER });
  return found ? toApiKeyRow(found) : undefined;
}

/** A key that expires within the time of which people are told; undefined when it does no more. */
export async function readExpiring(tx: Tx, id: string) {
  const until = new Date(Date.now() + EXPIRY_TOLD_DAYS * DAY_MS);
  const found = await tx.apiKey.findFirst({
    where: { id, revokedAt: null, expiresAt: { gt: new Date(), lte: until } },
    include: { organisation: { select: { name: true } } },
  });
  if (!found?.expiresAt) return undefined;
  const { name, prefix, usedAt, oldUsedAt, expiresAt, organisation } = found;
  return { id, name, prefix, usedAt: usedAt ?? oldUsedAt, expiresAt, organisation: organisation.name };
}

interface OneKey {
  reach: Reach;
  id: string;
}

/** Of two who change a key one waits for the other. */
export async function lockApiKey(tx: Tx, { reach, id }: OneKey): Promise<void> {
  const mine = await tx.apiKey.findFirst({ where: { id, ...keysOf(reach) }, select: { id: true } });
  if (mine) await tx.$queryRaw`SELECT FROM api_key WHERE id = ${id}::uuid FOR UPDATE`;
}

/** A key to change. @throws {SealbookError} `not_found`; `gone` of one that works no more */
export async function readWorkingKey(tx: Tx, { reach, id }: OneKey): Promise<ApiKeyRow> {
  const found = await tx.apiKey.findFirst({ where: { id, ...keysOf(reach) }, include: MAKER });
  if (!found) throw new SealbookError("not_found");
  const key = toApiKeyRow(found);
  if (key.state !== "active") throw new SealbookError("gone");
  return key;
}

/** Keys within reach, newest first. `q`: part of a name, or the beginning of a secret; `orphans`: as `countOrphanKeys`. */
export async function listApiKeys(
  options: { reach: Reach; q?: string; orphans?: boolean; limit?: number } & Cursor,
): Promise<CursorPage<ApiKeyRow>> {
  const { reach, q, orphans, limit = API_KEYS_PAGE_SIZE } = options;
  const { id, ...query } = cursorQuery(options, limit);
  const found = await prisma().apiKey.findMany({
    where: {
      id,
      AND: [
        orphans ? orphansOf(reach) : keysOf(reach),
        q
          ? {
              OR: [
                { name: { contains: q, mode: "insensitive" } },
                { prefix: { startsWith: q } },
                { oldPrefix: { startsWith: q } },
              ],
            }
          : {},
      ],
    },
    include: MAKER,
    ...query,
  });
  return cursorPage(found.map(toApiKeyRow), { cursor: options, limit });
}
