/** What the page of a record shows of holds and erasing. */
import { listTags } from "#lib/features/evidence/records/rows/tags.ts";
import { may } from "#lib/gate/may.ts";
import { requireMember } from "#lib/gate/page-member.ts";
import { isOpen, listRules, readRetention } from "./rows/retention.ts";
import type { RetentionView } from "./types.ts";

/** Of a record that the member may see. */
export async function loadRetention(id: string): Promise<RetentionView> {
  const actor = await requireMember(`/evidence/${encodeURIComponent(id)}`);
  const retention = (await readRetention(actor, id)) ?? { holds: [] };
  const now = new Date();
  const open = retention.holds.filter((hold) => isOpen(hold, now)).map((hold) => hold.id);
  return { ...retention, open, mayHold: may(actor, "evidence:hold"), mayErase: may(actor, "evidence:erase") };
}

/** What the page of the rules shows. */
export async function loadRules() {
  const actor = await requireMember("/settings/retention");
  const [rules, tags] = await Promise.all([listRules(actor.organisationId), listTags(actor.organisationId)]);
  return { rules, tags, role: actor.role, mayManage: may(actor, "evidence:hold") && actor.units === null };
}
