import type { OrganisationId, Scope } from "#lib/infra/auth/types.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { ApiKeyPage, ApiKeyRow } from "./types.ts";

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
export async function listApiKeys(options: {
  organisationId: OrganisationId;
  q?: string;
  cursor?: string;
}): Promise<ApiKeyPage> {
  const { organisationId, q, cursor } = options;
  const rows = await prisma().apiKey.findMany({
    where: {
      organisationId,
      ...(cursor ? { id: { lt: cursor } } : {}),
      ...(q ? { OR: [{ name: { contains: q, mode: "insensitive" } }, { prefix: { startsWith: q } }] } : {}),
    },
    // UUIDv7: the order of ids is the order of creation.
    orderBy: { id: "desc" },
    take: API_KEYS_PAGE_SIZE + 1,
  });
  const keys = rows.slice(0, API_KEYS_PAGE_SIZE).map(toApiKeyRow);
  return { keys, next: rows.length > keys.length ? keys.at(-1)?.id : undefined };
}
