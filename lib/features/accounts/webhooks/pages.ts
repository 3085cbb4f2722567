/** What the pages of webhooks show. */
import { notFound } from "next/navigation";
import { unitChoices } from "#lib/features/accounts/units/pages.ts";
import { may } from "#lib/gate/may.ts";
import { readOrganisationState } from "#lib/gate/organisation-state.ts";
import { requireMember } from "#lib/gate/page-member.ts";
import { findWebhook, listDeliveries, listWebhooks } from "./rows.ts";
import { deliveriesPageSchema, webhookParamsSchema } from "./schema.ts";

const DELIVERIES_SHOWN = 50;
const PATH = "/settings/webhooks";

/** `forbidden`: the role of whoever may not see them. Where they lead tells of what an organisation runs. */
export async function loadWebhooks(path = PATH) {
  const actor = await requireMember(path);
  const { organisationId, role } = actor;
  if (!may(actor, "webhooks:manage")) return { forbidden: role };
  const [webhooks, state] = await Promise.all([listWebhooks(actor), readOrganisationState(organisationId)]);
  return { webhooks, units: await unitChoices(actor), isWhole: actor.units === null, suspended: state === "suspended" };
}

export async function loadWebhook(params: { id: string }, query: Record<string, string | string[] | undefined>) {
  const actor = await requireMember(`${PATH}/${encodeURIComponent(params.id)}`);
  const { organisationId, role } = actor;
  if (!may(actor, "webhooks:manage")) return { forbidden: role };
  const parsed = webhookParamsSchema.safeParse(params);
  const webhook = parsed.success ? await findWebhook(actor, parsed.data.id) : undefined;
  if (!webhook) notFound();
  const { state, ...cursor } = deliveriesPageSchema.parse(query);
  const page = await listDeliveries({
    ...{ organisationId, webhookId: webhook.id, state, limit: DELIVERIES_SHOWN },
    ...cursor,
  });
  return { webhook, page, state };
}
