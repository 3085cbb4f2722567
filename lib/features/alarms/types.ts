/** What can go wrong around a ledger that a person should look at. */
export const ALERT_KINDS = [
  "witness_unreachable",
  "witness_behind",
  "witness_conflict",
  "mirror_behind",
  "timestamp_failing",
  "queue_growing",
  "block_failing",
  "disk_filling",
  "ledger_rolled_back",
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** An alert is known by both: of each there is one open at most. */
export interface AlertKey {
  kind: AlertKind;
  /** What it is about: the id of a node, the name of a ledger, of an authority or of a machine and its folder. */
  subject: string;
}

/** What was found, in short; shown to operators. Never a secret. */
export type AlertDetails = Record<string, string | number | boolean>;

/** open: nobody has said that they look after it. resolved: its cause is gone, or a person has closed it. */
export const ALERT_STATES = ["open", "acknowledged", "resolved"] as const;
export type AlertState = (typeof ALERT_STATES)[number];

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

/** Why a verb about an alert did nothing. */
export type AlertRefusal = "forbidden" | "alert_absent" | "already" | "note_missing";

/** What a button of the page came back with. */
export interface AlertFormState {
  failed?: AlertRefusal | "sessionEnded";
  /** What was typed. */
  note?: string;
}

const NOTICE_EVENTS = ["opened", "resolved"] as const;
export type NoticeEvent = (typeof NOTICE_EVENTS)[number];

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
    folder: String(details.folder ?? ""),
    signed: String(details.signed ?? "?"),
    found: String(details.found ?? "?"),
  };
}
