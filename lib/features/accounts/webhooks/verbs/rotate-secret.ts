import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { within } from "#lib/gate/reach.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { toShown } from "../rows.ts";
import { OVERLAP_HOURS, type ShownWebhook } from "../types.ts";
import { newSecret } from "./create-webhook.ts";

const HOUR_MS = 60 * 60 * 1_000;

/**
 * Signs with a new secret, and for a day with the one before as well, so that its receiver can change over without losing anything.
 *
 * @returns with the new secret, which is shown this once
 * @throws {SealbookError} `forbidden`, `scope_missing`, `organisation_suspended`, `not_found`
 */
export async function rotateSecret(input: {
  actor: MemberActor;
  id: string;
}): Promise<{ webhook: ShownWebhook; secret: string }> {
  requirePermission(input.actor, "webhooks:manage");
  const { actor, id } = input;
  const { organisationId } = actor;
  const { sealed, secret } = newSecret(id);
  return await proven({ actor, authority: "webhooks:manage", activeOnly: true }, async (tx, by) => {
    const before = await tx.webhook.findFirst({ where: { id, ...within(by) } });
    if (!before) throw new SealbookError("not_found");
    const oldSecretUntil = new Date(Date.now() + OVERLAP_HOURS * HOUR_MS);
    const data = { secret: sealed, oldSecret: before.secret, oldSecretUntil };
    const webhook = await tx.webhook.update({ where: { id }, data });
    const details = { oldSecretUntil: oldSecretUntil.toISOString() };
    await writeAuditEvent(tx, { actor, organisationId, action: "webhook.rotate", subject: id, details });
    return { webhook: toShown(webhook), secret };
  });
}
