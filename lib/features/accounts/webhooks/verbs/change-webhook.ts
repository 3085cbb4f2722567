import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { dropItems } from "#lib/features/outbox/verbs/drop-items.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { within } from "#lib/gate/reach.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { SubscribedType } from "#lib/words/events.ts";
import { requireAddress } from "../checks/address.ts";
import { toShown } from "../rows.ts";
import { type ShownWebhook, SUBSCRIPTION } from "../types.ts";

export interface WebhookChange {
  url?: string | undefined;
  events?: readonly SubscribedType[] | undefined;
  description?: string | undefined;
  /** Off: nothing is sent from this moment, and what waits goes nowhere. */
  on?: boolean | undefined;
}

/** @throws {SealbookError} `forbidden`, `scope_missing`, `organisation_suspended`, `webhook_url_refused`, `not_found` */
export async function changeWebhook(input: {
  actor: MemberActor;
  id: string;
  change: WebhookChange;
}): Promise<ShownWebhook> {
  requirePermission(input.actor, "webhooks:manage");
  const { actor, id, change } = input;
  const { url, on, description } = change;
  const { organisationId } = actor;
  if (url !== undefined) requireAddress(url);
  const events = change.events && [...new Set(change.events)];
  return await proven({ actor, authority: "webhooks:manage", activeOnly: on !== false }, async (tx, by) => {
    const before = await tx.webhook.findFirst({ where: { id, ...within(by) } });
    if (!before) throw new SealbookError("not_found");
    // Whoever is switched on again, or stands elsewhere now, begins without a past.
    const renewed = (on === true && before.offSince !== null) || (url !== undefined && url !== before.url);
    const webhook = await tx.webhook.update({
      where: { id },
      data: {
        url,
        events,
        description,
        ...(on === true && { offSince: null }),
        ...(on === false && { offSince: before.offSince ?? new Date() }),
        ...(renewed && { gone: false, failures: 0, failingSince: null }),
      },
    });
    if (on === false) await dropItems(tx, { channel: "webhook", kind: SUBSCRIPTION, recipient: id });
    const details = {
      url: webhook.url,
      events: webhook.events,
      description: webhook.description,
      on: !webhook.offSince,
    };
    await writeAuditEvent(tx, { actor, organisationId, action: "webhook.change", subject: id, details });
    return toShown(webhook);
  });
}
