/** What a monitor remembers between its rounds: one JSON file, replaced whole. */
import { open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { LEDGER_KEYS_MAX } from "#lib/core/log/key-history.ts";
import { ALARM_KINDS, type Alarm } from "./alarm.ts";

const VERSION = "sealbook.monitor/v1";
const STATE_BYTES_MAX = 64 * 1024 * 1024;
/** Of entries that nobody knows; a reader who leaves more of them unanswered is told of no further ones. */
export const UNKNOWN_MAX = 10_000;

/** Something to tell the webhook, kept until it has been told. */
export interface Untold {
  alarm: Alarm;
  raisedAt: string;
  /** It was raised and has ended before anybody could be told. */
  recoveredAt?: string;
}

export interface MonitorState {
  monitor: typeof VERSION;
  origin: string;
  /** Verifier keys that those whom the reader named led to; the checkpoints seen may be signed by them. */
  keys?: string[];
  /** The tree size from which on each key signs, as a decimal, by verifier key. */
  since?: Record<string, string>;
  /** The newest signed checkpoint that was seen and is consistent with all before it. */
  checkpoint?: string;
  /** When the ledger was last seen to have grown, in RFC 3339. */
  grewAt?: string;
  /** The first entry that has not been listed, as a decimal. */
  nextEntry?: string;
  /** Entries that name the issuer watched and are none that it knows, by index. */
  watched?: { issuer: string; unknown: Record<string, { type: string; hash: string }> };
  /** Tree size that each source showed last, as a decimal. */
  sources: Record<string, string>;
  /** Open alarms, by key. */
  alarms: Record<string, Alarm & { raisedAt: string }>;
  /** By key. */
  untold: Record<string, Untold>;
}

const newState = (origin: string): MonitorState => ({
  monitor: VERSION,
  origin,
  sources: {},
  alarms: {},
  untold: {},
});

/** The file is there, and is not a state of this ledger's monitor. */
export class StateError extends Error {}

/** @throws {StateError} when the file is of something else: a monitor that forgot would believe anything */
export async function readState(path: string, origin: string): Promise<MonitorState> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return newState(origin);
    throw new StateError((error as Error).message);
  }
  const state = text.length > STATE_BYTES_MAX ? undefined : parse(text);
  if (state === undefined) throw new StateError("malformed");
  if (state.origin !== origin) throw new StateError(`of ${state.origin}`);
  return state;
}

function parse(text: string): MonitorState | undefined {
  try {
    const state: unknown = JSON.parse(text);
    return isState(state) ? state : undefined;
  } catch {
    return undefined;
  }
}

function isState(value: unknown): value is MonitorState {
  if (!isObject(value) || value.monitor !== VERSION || typeof value.origin !== "string") return false;
  const { sources, alarms, untold, checkpoint, grewAt, nextEntry, keys = [], since = {}, watched } = value;
  if (watched !== undefined && !isWatched(watched)) return false;
  const areTexts = [checkpoint, grewAt, nextEntry].every((text) => text === undefined || typeof text === "string");
  if (!Array.isArray(keys) || keys.length > LEDGER_KEYS_MAX || !keys.every((key) => typeof key === "string"))
    return false;
  if (!areTexts || ![sources, since, alarms, untold].every(isObject)) return false;
  if (![sources, since].every((sizes) => Object.values(sizes as object).every(isDecimal))) return false;
  const all = [...Object.values(alarms as object), ...Object.values(untold as object).map((each) => each?.alarm)];
  return (nextEntry === undefined || isDecimal(nextEntry)) && all.every(isAlarm);
}

function isWatched(value: unknown): boolean {
  if (!isObject(value) || typeof value.issuer !== "string" || !isObject(value.unknown)) return false;
  const entries = Object.entries(value.unknown);
  return entries.every(
    ([index, entry]) =>
      isDecimal(index) && isObject(entry) && typeof entry.type === "string" && typeof entry.hash === "string",
  );
}

function isAlarm(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { kind, subject, detail } = value;
  return ALARM_KINDS.some((known) => known === kind) && typeof subject === "string" && typeof detail === "string";
}

const isDecimal = (value: unknown): boolean => typeof value === "string" && /^(0|[1-9]\d{0,19})$/.test(value);
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** Durable when it returns; a process that is killed leaves the state before or this one. */
export async function writeState(path: string, state: MonitorState): Promise<void> {
  const temporary = `${path}.${process.pid}.part`;
  const file = await open(temporary, "w", 0o600);
  try {
    await file.writeFile(`${JSON.stringify(state, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  const folder = await open(dirname(path), "r");
  await folder.sync().finally(() => folder.close());
}
