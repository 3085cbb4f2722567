import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { repeatItem } from "#lib/features/outbox/verbs/renew-item.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { countOrRefuse } from "#lib/gate/admit.ts";
import { proven } from "#lib/gate/proven.ts";
import { within } from "#lib/gate/reach.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import type { RateLimit } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { SUBSCRIPTION, TRIED_DAYS_MAX } from "../types.ts";
import { queueTest } from "./queue-events.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
/** Each asks a machine elsewhere. */
const BY_HAND_LIMIT: RateLimit = { name: "webhooks by hand", requests: 120, windowSeconds: 60 * 60 };

/**
 * Sends a message of the type `webhook.test`, whatever the webhook is subscribed to.
 *
 * @returns the message's id
 * @throws {SealbookError} `forbidden`, `scope_missing`, `organisation_suspended`, `rate_limited`, `not_found`, `webhook_off`
 */
export async function sendTest(input: { actor: MemberActor; id: string }): Promise<{ messageId: string }> {
  requirePermission(input.actor, "webhooks:manage");
  const { actor, id } = input;
  const { organisationId } = actor;
  await countOrRefuse(BY_HAND_LIMIT, organisationId);
  return await proven({ actor, authority: "webhooks:manage", activeOnly: true }, async (tx, by) => {
    await requireOn(tx, { ...within(by), id });
    const messageId = await queueTest(tx, { organisationId, webhookId: id });
    await writeAuditEvent(tx, { actor, organisationId, action: "webhook.test", subject: id, details: { messageId } });
    return { messageId };
  });
}

/**
 * Sends a message once more, whatever became of it: the same bytes under the same id.
 *
 * @throws {SealbookError} `forbidden`, `scope_missing`, `organisation_suspended`, `rate_limited`, `not_found`, `webhook_off`
 */
export async function redeliver(input: { actor: MemberActor; id: string; delivery: string }): Promise<void> {
  requirePermission(input.actor, "webhooks:manage");
  const { actor, id, delivery } = input;
  const { organisationId } = actor;
  await countOrRefuse(BY_HAND_LIMIT, organisationId);
  await proven({ actor, authority: "webhooks:manage", activeOnly: true }, async (tx, by) => {
    await requireOn(tx, { ...within(by), id });
    const expiresAt = new Date(Date.now() + TRIED_DAYS_MAX * DAY_MS);
    const of = { channel: "webhook", kind: SUBSCRIPTION, recipient: id } as const;
    if (!(await repeatItem(tx, of, { id: delivery, expiresAt }))) throw new SealbookError("not_found");
    await writeAuditEvent(tx, {
      actor,
      organisationId,
      action: "webhook.redeliver",
      subject: id,
      details: { delivery },
    });
  });
}

async function requireOn(tx: Tx, where: ReturnType<typeof within> & { id: string }): Promise<void> {
  const found = await tx.webhook.findFirst({ where, select: { offSince: true } });
  if (!found) throw new SealbookError("not_found");
  if (found.offSince) throw new SealbookError("webhook_off");
}
