/** What the console shows of reports. */
import { may } from "#lib/gate/may.ts";
import { requireMember } from "#lib/gate/page-member.ts";
import { within } from "#lib/gate/reach.ts";
import { countOpenReports, listReports } from "./rows/reports.ts";
import { reportsQuerySchema } from "./schema.ts";

export async function loadReports(query: Record<string, string | string[] | undefined>) {
  const actor = await requireMember("/certificates/reports");
  if (!may(actor, "certificates:read")) return { mayRead: false as const };
  const { state = "open", ...cursor } = reportsQuerySchema.parse(query);
  const [page, open] = await Promise.all([listReports(actor, { state, ...cursor }), countOpenReports(within(actor))]);
  return { mayRead: true as const, ...page, state, open, maySettle: may(actor, "certificates:write") };
}
