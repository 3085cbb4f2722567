/** What the page of alerts shows, and the number beside its name in the navigation. */
import { env } from "#lib/env.ts";
import { listLedgers } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { countFailing } from "#lib/features/outbox/rows.ts";
import { loadMayOperate, requireMember } from "#lib/gate/page-member.ts";
import { sendsMail } from "#lib/infra/mail/transport.ts";
import { alertDeliveries } from "./letters.ts";
import { countOpenAlerts, listAlerts } from "./rows/list-alerts.ts";
import { findOperatingOrganisation } from "./rows/recipients.ts";
import { alertsQuerySchema } from "./schema.ts";

/** Undefined for members who do not run the installation. */
export async function loadAlertsPage(raw: Record<string, string | string[] | undefined>) {
  await requireMember("/operations/alerts");
  if (!(await loadMayOperate())) return undefined;
  const query = alertsQuerySchema.parse(raw);
  const { older, newer, ...filter } = query;
  const cursor = { ...(older && { older }), ...(newer && { newer }) };
  const [page, open, ledgers, organisation, failing] = await Promise.all([
    listAlerts(filter, cursor),
    countOpenAlerts(),
    listLedgers(),
    findOperatingOrganisation(),
    countFailing(Object.values(alertDeliveries).map(({ kind }) => kind)),
  ]);
  const { ALERT_WEBHOOK_URL: webhook } = env;
  const told = { organisation: organisation ?? "", sendsMail, webhook: webhook && new URL(webhook).host, failing };
  return { query, page, open, ledgers: ledgers.map(({ name }) => name), told };
}

export type AlertsPageFacts = NonNullable<Awaited<ReturnType<typeof loadAlertsPage>>>;

/** How many alerts are not resolved; 0 for whoever may not see them. */
export async function loadOpenAlertCount(): Promise<number> {
  return (await loadMayOperate()) ? await countOpenAlerts() : 0;
}
