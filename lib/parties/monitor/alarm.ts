/** What a monitor can find, and how it tells of it. */

/** Caught at something that must never be. */
const WRONG = ["fork", "rolled_back", "invalid", "header_wrong", "stale", "unknown_entry"] as const;
/** Not known: neither fine nor wrong. */
const UNKNOWN = ["unreadable"] as const;

export const ALARM_KINDS = [...WRONG, ...UNKNOWN] as const;
export type AlarmKind = (typeof ALARM_KINDS)[number];

export interface Alarm {
  kind: AlarmKind;
  /** Address of the source that it is about; the ledger's origin when it is about all of them; the index of an entry nobody knows. */
  subject: string;
  /** For programs and logs: a code, sizes. */
  detail: string;
  /** Of a fork or rollback: both signed notes. */
  notes?: { seen: string; shown: string };
}

export const isWrong = ({ kind }: Alarm): boolean => (WRONG as readonly string[]).includes(kind);

/** One alarm of a kind and subject is open at a time. */
export const alarmKey = ({ kind, subject }: Alarm): string => `${kind} ${subject}`;
