import { v7 as uuidv7 } from "uuid";
import type { AuditActor } from "#lib/features/audit-log/types.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { createApiKeySecret } from "#lib/gate/api-key-secret.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import type { Scope } from "#lib/words/permissions.ts";
import { MAKER, toApiKeyRow } from "../rows.ts";
import type { NewApiKey } from "../types.ts";

export interface ApiKeyInput {
  name: string;
  scopes: Scope[];
  /** In CIDR; none: it may be used from everywhere. */
  addressRanges?: readonly string[];
  /** Unset: it works until it is revoked. */
  expiresAt?: Date | undefined;
  /** It is for trying things out. */
  test?: boolean | undefined;
}

/** As it is written down. */
interface WrittenKey extends ApiKeyInput {
  unitId?: string | null;
}

/**
 * Makes a key and its audit row in the caller's transaction.
 *
 * @param input makerId: of a key that a key makes, who made that one
 */
export async function insertApiKey(
  tx: Tx,
  input: WrittenKey & { actor: AuditActor; organisationId: OrganisationId; makerId?: string | null },
): Promise<NewApiKey> {
  const { actor, organisationId, name, expiresAt, test = false, makerId = null, unitId = null } = input;
  const { secret, prefix, hash } = createApiKeySecret({ test });
  const scopes = [...new Set(input.scopes)];
  const addressRanges = [...new Set(input.addressRanges)];
  const row = await tx.apiKey.create({
    data: {
      id: uuidv7(),
      organisationId,
      name,
      prefix,
      secretHash: hash,
      scopes,
      addressRanges,
      expiresAt,
      unitId,
      createdById: actor.kind === "user" ? actor.userId : makerId,
    },
    include: MAKER,
  });
  await writeAuditEvent(tx, {
    actor,
    organisationId,
    action: "key.create",
    subject: row.id,
    details: {
      ...{ name, prefix, scopes, addressRanges, expiresAt: expiresAt?.toISOString() ?? null },
      ...(test && { test }),
      ...(unitId !== null && { unit: unitId }),
    },
  });
  return { key: toApiKeyRow(row), secret };
}
