/** What the outbox shows. */

import { may, rolesGivenBy } from "#lib/gate/may.ts";
import { requireMember } from "#lib/gate/page-member.ts";
import { sendsMail } from "#lib/infra/mail/transport.ts";
import { listOutbox } from "./rows.ts";
import { outboxQuerySchema } from "./schema.ts";

/** `forbidden`: the role of the signed-in user, which may not read it. */
export async function loadOutbox(params: Record<string, string | string[] | undefined>) {
  const actor = await requireMember("/settings/outbox");
  if (!may(actor, "outbox:read")) return { forbidden: actor.role };
  const cursor = outboxQuerySchema.parse(params);
  const page = await listOutbox({ organisationId: actor.organisationId, ...cursor });
  return { page, sendsMail, given: rolesGivenBy(actor.role), forbidden: undefined };
}
