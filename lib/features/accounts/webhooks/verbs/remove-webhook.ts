import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { dropItems } from "#lib/features/outbox/verbs/drop-items.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { within } from "#lib/gate/reach.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { SUBSCRIPTION } from "../types.ts";

/** It is told nothing any more; what waits for it goes nowhere. @throws {SealbookError} `forbidden`, `scope_missing`, `not_found` */
export async function removeWebhook(input: { actor: MemberActor; id: string }): Promise<void> {
  requirePermission(input.actor, "webhooks:manage");
  const { actor, id } = input;
  const { organisationId } = actor;
  await proven({ actor, authority: "webhooks:manage" }, async (tx, by) => {
    const found = await tx.webhook.findFirst({ where: { id, ...within(by) }, select: { url: true } });
    if (!found) throw new SealbookError("not_found");
    await dropItems(tx, { channel: "webhook", kind: SUBSCRIPTION, recipient: id });
    await tx.webhook.delete({ where: { id } });
    await writeAuditEvent(tx, { actor, organisationId, action: "webhook.remove", subject: id, details: found });
  });
}
