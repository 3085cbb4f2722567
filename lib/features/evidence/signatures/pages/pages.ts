/** What pages show of signatures and authorities. */
import { may } from "#lib/gate/may.ts";
import { requireMember } from "#lib/gate/page-member.ts";
import { NAMED_ROLES } from "#lib/verify/pdf/named.ts";
import { listAuthorities, listChecks } from "../rows.ts";
import { AUTHORITIES_PAGE_SIZE } from "../types.ts";

/** Whom the organisation names; `pages` is at least 1. */
export async function loadAuthorities(query: Record<string, string | string[] | undefined>) {
  const actor = await requireMember("/settings/authorities");
  const text = (value: string | string[] | undefined) => (typeof value === "string" ? value.slice(0, 128) : undefined);
  const role = NAMED_ROLES.find((each) => each === query.role);
  const page = Math.max(1, Math.min(1_000, Number.parseInt(text(query.page) ?? "1", 10) || 1));
  const search = text(query.q);
  const { authorities, count } = await listAuthorities(actor.organisationId, { search, role, page });
  return {
    authorities: authorities.map((each) => ({
      ...each,
      since: each.since.toISOString(),
      until: each.until?.toISOString(),
      addedAt: each.addedAt.toISOString(),
    })),
    ...{ search, role: role ?? "", page, pages: Math.max(1, Math.ceil(count / AUTHORITIES_PAGE_SIZE)) },
    ...{ memberRole: actor.role, mayManage: may(actor, "organisation:manage") && actor.units === null },
  };
}

/** Of a record that the member may see: what was found of its signatures, the newest first. */
export async function loadChecks(id: string) {
  const actor = await requireMember(`/evidence/${encodeURIComponent(id)}`);
  const checks = (await listChecks(actor, id)) ?? [];
  return { checks, mayCheck: may(actor, "evidence:write"), mayName: may(actor, "organisation:manage") };
}
