import type { OrganisationId } from "#lib/gate/actor.ts";
import { rolesThatMay } from "#lib/gate/may.ts";
import { type Cursor, type CursorPage, cursorPage, cursorQuery } from "#lib/infra/db/cursor-page.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { Scope } from "#lib/words/permissions.ts";
import type { ApiKeyRow } from "./types.ts";

export const API_KEYS_PAGE_SIZE = 50;

interface StoredKey {
  id: string;
  name: string;
  prefix: string;
  scopes: string[];
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  usedAt: Date | null;
  organisationId: string;
  createdBy: { name: string; memberships: { organisationId: string; role: string }[] } | null;
}

/** Who made a key, and what they are today. */
export const MAKER = {
  createdBy: { select: { name: true, memberships: { select: { organisationId: true, role: true } } } },
} as const;

export function toApiKeyRow(key: StoredKey): ApiKeyRow {
  const { id, name, prefix, createdAt, expiresAt, revokedAt, usedAt } = key;
  const expired = expiresAt !== null && expiresAt <= new Date();
  const state = revokedAt ? "revoked" : expired ? "expired" : "active";
  const scopes = key.scopes as Scope[];
  return { id, name, prefix, scopes, createdAt, expiresAt, revokedAt, usedAt, state, madeBy: makerOf(key) };
}

function makerOf({ createdBy, organisationId }: StoredKey): ApiKeyRow["madeBy"] {
  if (!createdBy) return undefined;
  const membership = createdBy.memberships.find((each) => each.organisationId === organisationId);
  return { name: createdBy.name, isManager: membership !== undefined && MANAGERS.includes(membership.role) };
}

const MANAGERS: readonly string[] = rolesThatMay("keys:manage");

/** Keys that work. */
const working = () => ({ revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: new Date() } }] });

/** Working keys that somebody made who may make none any more: who left, or has another role. */
function orphansOf(organisationId: OrganisationId) {
  const memberships = { none: { organisationId, role: { in: [...MANAGERS] } } };
  return { organisationId, ...working(), createdBy: { is: { memberships } } };
}

export async function countOrphanKeys(organisationId: OrganisationId): Promise<number> {
  return await prisma().apiKey.count({ where: orphansOf(organisationId) });
}

/** How many working keys of the organisation each of these users made. */
export async function countKeysMadeBy(
  organisationId: OrganisationId,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const counted = await prisma().apiKey.groupBy({
    by: ["createdById"],
    where: { organisationId, ...working(), createdById: { in: [...userIds] } },
    _count: true,
  });
  return new Map(counted.flatMap(({ createdById, _count }) => (createdById === null ? [] : [[createdById, _count]])));
}

/** Keys of the organisation, newest first. `q`: part of a name, or the beginning of a secret; `orphans`: as `countOrphanKeys`. */
export async function listApiKeys(
  options: { organisationId: OrganisationId; q?: string; orphans?: boolean } & Cursor,
): Promise<CursorPage<ApiKeyRow>> {
  const { organisationId, q, orphans } = options;
  const { id, ...query } = cursorQuery(options, API_KEYS_PAGE_SIZE);
  const found = await prisma().apiKey.findMany({
    where: {
      id,
      AND: [
        orphans ? orphansOf(organisationId) : { organisationId },
        q ? { OR: [{ name: { contains: q, mode: "insensitive" } }, { prefix: { startsWith: q } }] } : {},
      ],
    },
    include: MAKER,
    ...query,
  });
  return cursorPage(found.map(toApiKeyRow), { cursor: options, limit: API_KEYS_PAGE_SIZE });
}
