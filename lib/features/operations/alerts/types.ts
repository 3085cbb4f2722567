import type { AlertDetails, AlertKey } from "#lib/features/alarms/types.ts";
import type { AlertState } from "#lib/words/alerts.ts";

export interface Alert extends AlertKey {
  id: string;
  ledger: string | undefined;
  details: AlertDetails;
  state: AlertState;
  openedAt: Date;
  /** When its cause was last seen. */
  seenAt: Date;
  acknowledged: { at: Date; by: string } | undefined;
  /** Without a name it ended because its cause was gone. */
  resolved: { at: Date; by: string | undefined } | undefined;
  /** What was found and done, in the words of who resolved it. */
  note: string;
}

export const NOTE_CHARS_MAX = 500;

/** What is told of an alert: that it opened, or that it ended. */
export type NoticeEvent = "opened" | "resolved";

/** What hears of alerts. subscription: the webhooks of the organisation that runs the installation. */
export type NoticeChannel = "mail" | "webhook" | "subscription";

const SECONDS_PER_MINUTE = 60;
const GIB = 1024 ** 3;

/** What the words about an alert are filled in with (messages `alerts.kinds.*`); every one of them, whatever was found. */
export function alertWords({ subject, ledger, details }: Pick<Alert, "subject" | "ledger" | "details">) {
  const number = (key: string): number => (Number.isFinite(Number(details[key])) ? Number(details[key]) : 0);
  return {
    /** Of a node or authority. */
    name: String(details.name ?? subject),
    node: details.kind === "mirror" ? "mirror" : "witness",
    ledger: ledger ?? subject,
    waiting: number("waiting"),
    minutes: Math.floor(number("oldestSeconds") / SECONDS_PER_MINUTE),
    free: Math.round((number("freeBytes") / GIB) * 10) / 10,
    host: String(details.host ?? subject),
    files: number("files"),
    folder: String(details.folder ?? ""),
    signed: String(details.signed ?? "?"),
    found: String(details.found ?? "?"),
    seconds: number("seconds"),
    place: String(details.place ?? ""),
    what: String(details.what ?? ""),
    end: String(details.end ?? "?"),
    unrenewed: number("unrenewed"),
    key: String(details.key ?? subject),
    asOf: String(details.asOf ?? "?"),
    reports: number("reports"),
    part: String(details.part ?? subject),
    how: String(details.how || "?"),
    times: number("times"),
  };
}
