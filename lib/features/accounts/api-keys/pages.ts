/** What the page of keys shows. */

import { may } from "#lib/gate/may.ts";
import { requireMember } from "#lib/gate/page-member.ts";
import { listApiKeys } from "./rows.ts";
import { apiKeyQuerySchema } from "./schema.ts";

export async function loadApiKeys(query: Record<string, string | string[] | undefined>) {
  const actor = await requireMember("/settings/keys");
  const { q, ...cursor } = apiKeyQuerySchema.parse(query);
  const page = await listApiKeys({ organisationId: actor.organisationId, q, ...cursor });
  return { page, q, role: actor.role, mayManage: may(actor, "keys:manage") };
}

/** Whether the signed-in user may make a key. */
export async function loadMayManageKeys() {
  const actor = await requireMember("/settings/keys/new");
  return { role: actor.role, mayManage: may(actor, "keys:manage") };
}
