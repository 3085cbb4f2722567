import { randomBytes } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import { holdUnit } from "#lib/features/accounts/units/rows.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { ownUnit } from "#lib/gate/reach.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { sealSecret } from "#lib/infra/keys/sealed-secret.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { SubscribedType } from "#lib/words/events.ts";
import { requireAddress } from "../checks/address.ts";
import { sealedFor, toShown } from "../rows.ts";
import { type ShownWebhook, WEBHOOKS_MAX } from "../types.ts";

/** Standard Webhooks 1.0: 24 to 64 bytes. */
const SECRET_BYTES = 32;

/** A fresh secret: as it is sealed, and as its receiver has it, `whsec_` and base64. */
export function newSecret(webhookId: string): { sealed: Uint8Array<ArrayBuffer>; secret: string } {
  const bytes = randomBytes(SECRET_BYTES);
  return {
    sealed: new Uint8Array(sealSecret(bytes, sealedFor(webhookId))),
    secret: `whsec_${bytes.toString("base64")}`,
  };
}

/**
 * Has a program told from now on.
 *
 * @returns with the secret, which is shown this once
 * @throws {SealbookError} `forbidden`, `scope_missing`, `organisation_suspended`, `webhook_url_refused`, `too_many_webhooks`, `unit_unknown`
 */
export async function createWebhook(input: {
  actor: MemberActor;
  url: string;
  events: readonly SubscribedType[];
  description: string;
  /** It is told of what belongs to this unit and those below it; the actor's own unless said. */
  unit?: string | null | undefined;
}): Promise<{ webhook: ShownWebhook; secret: string }> {
  requirePermission(input.actor, "webhooks:manage");
  const { actor, url, description } = input;
  requireAddress(url);
  const { organisationId } = actor;
  const events = [...new Set(input.events)];
  const id = uuidv7();
  const { sealed, secret } = newSecret(id);
  return await proven({ actor, authority: "webhooks:manage", activeOnly: true }, async (tx, by) => {
    await tx.$queryRaw`SELECT FROM organisation WHERE id = ${organisationId}::uuid FOR NO KEY UPDATE`;
    const count = await tx.webhook.count({ where: { organisationId } });
    if (count >= WEBHOOKS_MAX) throw new SealbookError("too_many_webhooks", { details: { max: WEBHOOKS_MAX } });
    const unitId = input.unit ?? ownUnit(by);
    await holdUnit(tx, by, unitId);
    const data = { id, organisationId, unitId, url, events, description, secret: sealed };
    const webhook = await tx.webhook.create({ data });
    const details = { url, events, description, ...(unitId && { unit: unitId }) };
    await writeAuditEvent(tx, { actor, organisationId, action: "webhook.create", subject: id, details });
    return { webhook: toShown(webhook), secret };
  });
}
