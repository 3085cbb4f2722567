import { readMonthlyQuotas } from "#lib/features/accounts/organisations/rows.ts";
import { loadMayOperate, requireMember } from "#lib/gate/page-member.ts";
import { readUsage, readUsageOfAll } from "./rows.ts";
import { monthSchema } from "./schema.ts";
import type { OrganisationUsage, Usage } from "./types.ts";

const ROWS_PER_PAGE = 100;

/** @returns undefined for whoever acts for some units of the organisation */
export async function loadUsage() {
  const { organisationId, units } = await requireMember("/settings/usage");
  // What one unit uses would tell of the others.
  if (units !== null) return undefined;
  const [usage, quotas] = await Promise.all([readUsage(organisationId), readMonthlyQuotas(organisationId)]);
  return { usage, quotas };
}

export interface UsagePage extends Usage<OrganisationUsage> {
  month: string;
  before: string;
  /** Undefined in the month that it is now. */
  next: string | undefined;
  page: number;
  more: boolean;
}

/** Of all organisations. @returns undefined for whoever does not run the installation */
export async function loadUsagePage(
  params: Record<string, string | string[] | undefined>,
): Promise<UsagePage | undefined> {
  await requireMember("/operations/usage");
  if (!(await loadMayOperate())) return undefined;
  const now = new Date().toISOString().slice(0, "2026-01".length);
  const month = monthSchema.safeParse(params.month).data ?? now;
  const page = Math.max(1, Number.parseInt(`${params.page}`, 10) || 1);
  const found = await readUsageOfAll(month, { after: (page - 1) * ROWS_PER_PAGE, limit: ROWS_PER_PAGE + 1 });
  return {
    ...{ month, page, until: found.until, rows: found.rows.slice(0, ROWS_PER_PAGE) },
    ...{ more: found.rows.length > ROWS_PER_PAGE, before: monthFrom(month, -1) },
    next: month < now ? monthFrom(month, 1) : undefined,
  };
}

function monthFrom(month: string, months: number): string {
  const date = new Date(`${month}-01T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + months);
  return date.toISOString().slice(0, "2026-01".length);
}
