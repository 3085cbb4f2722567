import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { createApiKeySecret } from "#lib/gate/api-key-secret.ts";
import { proven } from "#lib/gate/proven.ts";
import { reachOf } from "#lib/gate/reach.ts";
import { type ForOrganisation, requireOrganisation } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { requireReach } from "../checks/reach.ts";
import { lockApiKey, MAKER, readWorkingKey, toApiKeyRow } from "../rows.ts";
import { type ApiKeyRow, type NewApiKey, OVERLAP_DAYS_MAX } from "../types.ts";

const HOUR_MS = 60 * 60 * 1_000;
const OVERLAP_MS = 24 * HOUR_MS;

type OfKey = { apiKeyId: string } & ForOrganisation<MemberActor>;

/**
 * Gives a key a new secret; the one before works as well for a while, so that programs can change over one by one.
 *
 * @param input oldSecretUntil: until then, 30 days at most; a day without
 * @throws {SealbookError} `forbidden`, `scope_missing`, `organisation_suspended`, `not_found`, `gone`, `key_beyond`; `invalid_field` of
 *   `oldSecretUntil`; `old_secret_works`: a third one would cut off whoever has the first
 */
export async function rotateKey(input: OfKey & { oldSecretUntil?: Date | undefined }): Promise<NewApiKey> {
  const organisationId = requireOrganisation(input, "keys:manage");
  const { actor, apiKeyId: id } = input;
  const now = new Date();
  const oldSecretUntil = input.oldSecretUntil ?? new Date(now.getTime() + OVERLAP_MS);
  const overlap = oldSecretUntil.getTime() - now.getTime();
  if (!(overlap > 0 && overlap <= OVERLAP_DAYS_MAX * 24 * HOUR_MS)) {
    throw new SealbookError("invalid_field", { field: "oldSecretUntil" });
  }
  const behind = async (tx: Tx) => await lockApiKey(tx, { reach: reachOf(actor, organisationId), id });
  return await proven({ actor, authority: "keys:manage", activeOnly: true, behind }, async (tx, by) => {
    const before = await readWorkingKey(tx, { reach: reachOf(by, organisationId), id });
    await requireReach(tx, { actor: by, keys: [before] });
    if (before.old) throw new SealbookError("old_secret_works", { details: { until: before.old.until.toISOString() } });
    const { secretHash: oldSecretHash } = await tx.apiKey.findUniqueOrThrow({ where: { id } });
    const { secret, prefix, hash } = createApiKeySecret({ test: before.test });
    const { prefix: oldPrefix, usedAt: oldUsedAt, usedFrom: oldUsedFrom } = before;
    const old = { oldPrefix, oldSecretHash, oldSecretUntil, oldUsedAt, oldUsedFrom };
    const data = { ...old, prefix, secretHash: hash, rotatedAt: now, usedAt: null, usedFrom: null };
    const key = await tx.apiKey.update({ where: { id }, data, include: MAKER });
    const details = { name: key.name, prefix, oldPrefix, oldSecretUntil: oldSecretUntil.toISOString() };
    await writeAuditEvent(tx, { actor: by, organisationId, action: "key.rotate", subject: id, details });
    return { key: toApiKeyRow(key), secret };
  });
}

/** Ends the secret before the newest one sooner. @throws {SealbookError} `forbidden`, `scope_missing`, `not_found`; `gone`: none works */
export async function endOldSecret(input: OfKey): Promise<ApiKeyRow> {
  const organisationId = requireOrganisation(input, "keys:manage");
  const { actor, apiKeyId: id } = input;
  const behind = async (tx: Tx) => await lockApiKey(tx, { reach: reachOf(actor, organisationId), id });
  return await proven({ actor, authority: "keys:manage", behind }, async (tx, by) => {
    const before = await readWorkingKey(tx, { reach: reachOf(by, organisationId), id });
    if (!before.old) throw new SealbookError("gone");
    const key = await tx.apiKey.update({ where: { id }, data: { oldSecretUntil: new Date() }, include: MAKER });
    const details = { name: key.name, oldPrefix: before.old.prefix };
    await writeAuditEvent(tx, { actor: by, organisationId, action: "key.end_old", subject: id, details });
    return toApiKeyRow(key);
  });
}
