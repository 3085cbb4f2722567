import { may } from "#lib/gate/may.ts";
import { requireMember } from "#lib/gate/page-member.ts";
import { listFieldDefinitions } from "./rows.ts";

/** What the page of own fields shows. */
export async function loadFields() {
  const actor = await requireMember("/settings/fields");
  const fields = await listFieldDefinitions(actor.organisationId);
  return { fields, role: actor.role, mayManage: may(actor, "organisation:manage") };
}
