import type { OrganisationId } from "#lib/gate/actor.ts";
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
}

export function toApiKeyRow(key: StoredKey): ApiKeyRow {
  const { id, name, prefix, createdAt, expiresAt, revokedAt, usedAt } = key;
  const expired = expiresAt !== null && expiresAt <= new Date();
  const state = revokedAt ? "revoked" : expired ? "expired" : "active";
  return { id, name, prefix, scopes: key.scopes as Scope[], createdAt, expiresAt, revokedAt, usedAt, state };
}

/** Keys of the organisation, newest first. `q`: part of a name, or the beginning of a secret. */
export async function listApiKeys(
  options: { organisationId: OrganisationId; q?: string } & Cursor,
): Promise<CursorPage<ApiKeyRow>> {
  const { organisationId, q } = options;
  const { id, ...query } = cursorQuery(options, API_KEYS_PAGE_SIZE);
  const found = await prisma().apiKey.findMany({
    where: {
      organisationId,
      id,
      ...(q ? { OR: [{ name: { contains: q, mode: "insensitive" } }, { prefix: { startsWith: q } }] } : {}),
    },
    ...query,
  });
  return cursorPage(found.map(toApiKeyRow), { cursor: options, limit: API_KEYS_PAGE_SIZE });
}
