import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { reachOf } from "#lib/gate/reach.ts";
import { type ForOrganisation, requireOrganisation } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { requireReach } from "../checks/reach.ts";
import { lockApiKey, MAKER, readWorkingKey, toApiKeyRow } from "../rows.ts";
import type { ApiKeyRow } from "../types.ts";

export interface KeyChange {
  name?: string | undefined;
  addressRanges?: readonly string[] | undefined;
  /** null: it works until it is revoked. */
  expiresAt?: Date | null | undefined;
}

/**
 * Changes what a key is called, from where it may be used, and until when; what is not given stays.
 *
 * @throws {SealbookError} `forbidden`, `scope_missing`, `organisation_suspended`, `not_found`, `gone`, `key_beyond`
 */
export async function changeApiKey(
  input: { apiKeyId: string; change: KeyChange } & ForOrganisation<MemberActor>,
): Promise<ApiKeyRow> {
  const organisationId = requireOrganisation(input, "keys:manage");
  const { actor, apiKeyId: id, change } = input;
  const behind = async (tx: Tx) => await lockApiKey(tx, { reach: reachOf(actor, organisationId), id });
  return await proven({ actor, authority: "keys:manage", activeOnly: true, behind }, async (tx, by) => {
    const before = await readWorkingKey(tx, { reach: reachOf(by, organisationId), id });
    const { name = before.name, expiresAt = before.expiresAt } = change;
    const addressRanges = [...new Set(change.addressRanges ?? before.addressRanges)];
    const after = { name, addressRanges, expiresAt };
    await requireReach(tx, { actor: by, keys: [before, { ...before, ...after }] });
    const key = await tx.apiKey.update({ where: { id }, data: after, include: MAKER });
    const details = { ...after, prefix: key.prefix, expiresAt: expiresAt?.toISOString() ?? null };
    await writeAuditEvent(tx, { actor: by, organisationId, action: "key.change", subject: id, details });
    return toApiKeyRow(key);
  });
}
