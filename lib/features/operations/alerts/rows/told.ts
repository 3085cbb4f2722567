/** What a letter tells of alerts. */
import type { AlertDetails, AlertKind, NoticeEvent } from "#lib/features/alarms/types.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";

export interface Told {
  kind: AlertKind;
  subject: string;
  ledger: string | undefined;
  details: AlertDetails;
  openedAt: Date;
  resolvedAt: Date | undefined;
  /** What is told of it: that it opened, that it ended, or both. */
  events: NoticeEvent[];
}

/** Each alert of the notices that one letter tells of. */
export async function listTold(batch: string, on: Tx): Promise<Told[]> {
  const notices = await on.alertNotice.findMany({
    where: { batch, channel: "mail" },
    include: { alert: true },
    orderBy: [{ createdAt: "asc" }, { alertId: "asc" }],
  });
  const told = new Map<string, Told>();
  for (const { alert, event } of notices) {
    const { id, kind, subject, ledgerName, details, openedAt, resolvedAt } = alert;
    const one = told.get(id) ?? {
      kind: kind as AlertKind,
      subject,
      ledger: ledgerName ?? undefined,
      details: details as AlertDetails,
      openedAt,
      resolvedAt: resolvedAt ?? undefined,
      events: [],
    };
    one.events.push(event as NoticeEvent);
    told.set(id, one);
  }
  return [...told.values()];
}
