/** Watches for an issuer: each entry that names it and is none of its own is an alarm, until the issuer says that it is. */
import type { Alarm } from "./alarm.ts";
import type { ListedEntry } from "./entries.ts";
import { type MonitorState, StateError, UNKNOWN_MAX } from "./state.ts";

export interface IssuerWatch {
  /** As entries name it: a DID or an address. */
  issuer: string;
  /** Where `known` reads, for an alarm. */
  source: string;
  /** Hex SHA-256 of the issuer's own records; asked for anew in each round. Throws when they cannot be had. */
  known: () => Promise<ReadonlySet<string>>;
}

/** A round's watch: what was known when it began. */
export interface Watching {
  /** @returns false when no more can be remembered: the entry has to be looked at in a later round */
  notes: (entry: ListedEntry) => boolean;
  alarms: () => Alarm[];
}

/**
 * What the state remembers of `watch`, less what is known by now.
 *
 * @returns an alarm when nobody can say what is known: no entry may be passed over then
 * @throws {StateError} when the state's entries were looked at for somebody else, or for nobody
 */
export async function beginWatch(state: MonitorState, watch: IssuerWatch): Promise<Watching | Alarm> {
  const watched = watchedBy(state, watch.issuer);
  let known: ReadonlySet<string>;
  try {
    known = await watch.known();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { kind: "unreadable", subject: watch.source, detail: code ?? message };
  }
  for (const [index, { hash }] of Object.entries(watched)) if (known.has(hash)) delete watched[index];
  let left: bigint | undefined;
  return {
    notes: ({ index, type, hash, issuer }) => {
      if (issuer !== watch.issuer || known.has(hash)) return true;
      if (Object.keys(watched).length >= UNKNOWN_MAX) {
        left = index;
        return false;
      }
      watched[String(index)] = { type: type ?? "?", hash };
      return true;
    },
    alarms: () => [
      ...unknownEntries(state),
      ...(left === undefined ? [] : [alarmOf(`${left}…`, "further entries are looked at once these are known")]),
    ],
  };
}

/** Alarms about entries that an earlier round found. */
export function unknownEntries({ watched }: MonitorState): Alarm[] {
  return Object.entries(watched?.unknown ?? {}).map(([index, { type, hash }]) => alarmOf(index, `${type} ${hash}`));
}

const alarmOf = (index: string, detail: string): Alarm => ({ kind: "unknown_entry", subject: index, detail });

function watchedBy(state: MonitorState, issuer: string): Record<string, { type: string; hash: string }> {
  if (state.watched === undefined && state.nextEntry !== undefined)
    throw new StateError("it listed entries without --known, and passed over what they name");
  state.watched ??= { issuer, unknown: {} };
  if (state.watched.issuer !== issuer) throw new StateError(`it watches ${state.watched.issuer}`);
  return state.watched.unknown;
}
