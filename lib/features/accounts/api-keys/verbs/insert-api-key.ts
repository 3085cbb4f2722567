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
  /** Unset: it works until it is revoked. */
  expiresAt?: Date;
}

/** Makes a key and its audit row in the caller's transaction. */
export async function insertApiKey(
  tx: Tx,
  input: ApiKeyInput & { actor: AuditActor; organisationId: OrganisationId },
): Promise<NewApiKey> {
  const { actor, organisationId, name, expiresAt } = input;
  const { secret, prefix, hash } = createApiKeySecret();
  const scopes = [...new Set(input.scopes)];
  const row = await tx.apiKey.create({
    data: {
      id: uuidv7(),
      organisationId,
      name,
      prefix,
      secretHash: hash,
      scopes,
      expiresAt,
      createdById: actor.kind === "user" ? actor.userId : null,
    },
    include: MAKER,
  });
  await writeAuditEvent(tx, {
    actor,
    organisationId,
    action: "key.create",
    subject: row.id,
    details: { name, prefix, scopes, expiresAt: expiresAt?.toISOString() ?? null },
  });
  return { key: toApiKeyRow(row), secret };
}
