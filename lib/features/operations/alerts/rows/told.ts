/** What is told of alerts. */
import type { AlertDetails } from "#lib/features/alarms/types.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import type { AlertKind } from "#lib/words/alerts.ts";
import type { NoticeEvent } from "../types.ts";

export interface ToldAlert {
  kind: AlertKind;
  subject: string;
  ledger: string | undefined;
  details: AlertDetails;
  openedAt: Date;
  resolvedAt: Date | undefined;
  note: string;
}

/** `events`: that it opened, that it ended, or both. */
export type Told = ToldAlert & { events: NoticeEvent[] };

export async function readTold(alertId: string, on: Tx): Promise<ToldAlert | undefined> {
  const row = await on.alert.findUnique({ where: { id: alertId } });
  return row ? toldOf(row) : undefined;
}

/** Each alert of the notices that one letter tells of, in the order in which they happened. */
export async function listTold(batch: string, on: Tx): Promise<Told[]> {
  const notices = await on.alertNotice.findMany({ where: { batch, channel: "mail" }, include: { alert: true } });
  const atOf = ({ event, alert }: (typeof notices)[number]) =>
    Number(event === "resolved" ? alert.resolvedAt : alert.openedAt);
  const told = new Map<string, Told>();
  for (const notice of notices.toSorted((a, b) => atOf(a) - atOf(b) || (a.alertId < b.alertId ? -1 : 1))) {
    const { alertId, alert, event } = notice;
    const one = told.get(alertId) ?? { ...toldOf(alert), events: [] };
    one.events.push(event as NoticeEvent);
    told.set(alertId, one);
  }
  return [...told.values()];
}

type Row = NonNullable<Awaited<ReturnType<Tx["alert"]["findUnique"]>>>;

function toldOf({ kind, subject, ledgerName, details, openedAt, resolvedAt, note }: Row): ToldAlert {
  return {
    kind: kind as AlertKind,
    subject,
    ledger: ledgerName ?? undefined,
    details: details as AlertDetails,
    openedAt,
    resolvedAt: resolvedAt ?? undefined,
    note,
  };
}
