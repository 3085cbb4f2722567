/** What the page of keys shows. */

import { notFound } from "next/navigation";
import { unitChoices } from "#lib/features/accounts/units/pages.ts";
import { may } from "#lib/gate/may.ts";
import { readOrganisationState } from "#lib/gate/organisation-state.ts";
import { requireMember } from "#lib/gate/page-member.ts";
import { countOrphanKeys, findApiKey, listApiKeys } from "./rows.ts";
import { apiKeyIdSchema, apiKeyQuerySchema } from "./schema.ts";

export async function loadApiKeys(query: Record<string, string | string[] | undefined>) {
  const actor = await requireMember("/settings/keys");
  const { organisationId, role } = actor;
  const { q, orphans, ...cursor } = apiKeyQuerySchema.parse(query);
  const [page, orphanCount, state] = await Promise.all([
    listApiKeys({ reach: actor, q, orphans, ...cursor }),
    countOrphanKeys(actor),
    readOrganisationState(organisationId),
  ]);
  const suspended = state === "suspended";
  const units = await unitChoices(actor);
  return { units, page, q, orphans, orphanCount, suspended, role, mayManage: may(actor, "keys:manage") };
}

export async function loadApiKey(params: { id: string }) {
  const actor = await requireMember(`/settings/keys/${encodeURIComponent(params.id)}`);
  const { organisationId } = actor;
  const parsed = apiKeyIdSchema.safeParse(params);
  const [key, state] = await Promise.all([
    parsed.success ? findApiKey(actor, parsed.data.id) : undefined,
    readOrganisationState(organisationId),
  ]);
  if (!key) notFound();
  const mayManage = may(actor, "keys:manage");
  const isWorking = key.state === "active";
  const unit = (await unitChoices(actor)).find(({ id }) => id === key.unitId);
  return { key, unit, mayRevoke: mayManage && isWorking, mayChange: mayManage && isWorking && state !== "suspended" };
}

/** Whether the signed-in user may make a key. */
export async function loadMayManageKeys() {
  const actor = await requireMember("/settings/keys/new");
  const suspended = (await readOrganisationState(actor.organisationId)) === "suspended";
  const who = { role: actor.role, mayManage: may(actor, "keys:manage"), isWhole: actor.units === null };
  return { ...who, units: await unitChoices(actor), suspended };
}
