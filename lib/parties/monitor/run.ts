/** A monitor's rounds: look, remember, list, tell. What was found is in the state file before anybody is told. */
import { setTimeout as sleep } from "node:timers/promises";
import { LedgerReadError } from "../ledger-reader/read-error.ts";
import type { LedgerSource } from "../ledger-reader/source.ts";
import type { TrustedLedger } from "../ledger-reader/trusted-ledger.ts";
import { VerifiedTree } from "../ledger-reader/verified-tree.ts";
import { type Alarm, alarmKey, isWrong } from "./alarm.ts";
import { type Look, look } from "./check.ts";
import { type ListedEntry, listEntries } from "./entries.ts";
import { HeaderChecker } from "./headers.ts";
import { type MonitorState, readState, writeState } from "./state.ts";
import { beginWatch, type IssuerWatch, unknownEntries } from "./watch.ts";
import { postReport } from "./webhook.ts";

export interface MonitorInput {
  sources: readonly LedgerSource[];
  ledger: TrustedLedger;
  statePath: string;
  maxAgeS?: number | undefined;
  webhook?: URL | undefined;
  /** Called for each new entry, in order; without it entries are not read. */
  onEntry?: ((entry: ListedEntry) => void) | undefined;
  /** Whose entries are held against what it knows. */
  watch?: IssuerWatch | undefined;
  /** The first entry to list when nothing has been listed before; the end of the ledger when undefined. */
  firstEntry?: bigint | undefined;
  signal?: AbortSignal | undefined;
}

export interface Round extends Look {
  /** RFC 3339. */
  time: string;
  /** Keys of alarms that were not open before, and of those that no longer are. */
  raised: string[];
  recovered: string[];
  /** Entries since the last round. */
  newEntries: bigint;
  /** Why the webhook does not know all of it; it is told in the next round. */
  untold: string | undefined;
}

/** 0: fine. 1: something is wrong. 2: something could not be checked, or told. */
export const exitCodeOf = ({ alarms, untold }: Round): 0 | 1 | 2 => {
  if (alarms.some(isWrong)) return 1;
  return alarms.length > 0 || untold !== undefined ? 2 : 0;
};

/** One round. @throws {StateError} when the state file is not this ledger's */
export async function monitorOnce(input: MonitorInput): Promise<Round> {
  const { sources, ledger, statePath, signal } = input;
  const state = await readState(statePath, ledger.origin);
  const now = Date.now();
  const time = new Date(now).toISOString();
  const seen = await look({ sources, ledger, state, now, maxAgeS: input.maxAgeS, signal });
  const before = sizeOf(state, seen);
  remember(state, seen, time);
  const alarms = [...seen.alarms, ...(await listNew(input, { state, seen }))];
  const changes = settleAlarms(state, { alarms, time, tells: input.webhook !== undefined });
  await writeState(statePath, state);
  const untold = await tell(input, { state, time });
  return { ...seen, alarms, time, ...changes, newEntries: (seen.head?.size ?? before) - before, untold };
}

/** Tree size at the last round; that of the first look when there was none. */
function sizeOf(state: MonitorState, { head }: Look): bigint {
  const size = state.checkpoint?.split("\n", 2)[1];
  return size === undefined ? (head?.size ?? 0n) : BigInt(size);
}

function remember(state: MonitorState, { head, hasGrown, sources, followed, since }: Look, time: string): void {
  if (followed.length > 0) state.keys = followed;
  if (since.size > 0) state.since = Object.fromEntries([...since].map(([key, size]) => [key, `${size}`]));
  if (head !== undefined) state.checkpoint = head.note;
  if (hasGrown || state.grewAt === undefined) state.grewAt = time;
  for (const { address, checkpoint, holds } of sources) {
    // Never less than it has shown: a source that went back stays one that did, until it is where it was.
    const before = BigInt(state.sources[address] ?? 0);
    if (checkpoint !== undefined && holds && checkpoint.size >= before)
      state.sources[address] = String(checkpoint.size);
  }
}

/** Lists what has not been listed, up to a header that is wrong; what could not be read is listed in a later round. */
async function listNew(input: MonitorInput, { state, seen }: { state: MonitorState; seen: Look }): Promise<Alarm[]> {
  const { onEntry, firstEntry, watch, sources, signal, ledger } = input;
  const { head } = seen;
  const watching = watch && (await beginWatch(state, watch));
  if (watching && "kind" in watching) return [...unknownEntries(state), watching];
  const found = (): Alarm[] => watching?.alarms() ?? [];
  if (head === undefined || (onEntry === undefined && watching === undefined)) return found();
  let next = BigInt(state.nextEntry ?? firstEntry ?? head.size);
  try {
    const tree = new VerifiedTree({ checkpoint: head, sources, signal });
    const headers = new HeaderChecker(tree, ledger.origin);
    for await (const entry of next < head.size ? listEntries(tree, next) : []) {
      const failure = await headers.check(entry);
      if (failure)
        return [...found(), { kind: "header_wrong", subject: ledger.origin, detail: `${entry.index}: ${failure}` }];
      if (watching?.notes(entry) === false) break;
      onEntry?.(entry);
      next = entry.index + 1n;
    }
    return found();
  } catch (error) {
    if (!(error instanceof LedgerReadError)) throw error;
    const kind = error.isWrong ? "invalid" : "unreadable";
    return [...found(), { kind, subject: ledger.origin, detail: `${error.path}: ${error.code}` }];
  } finally {
    state.nextEntry = String(next);
  }
}

function settleAlarms(
  state: MonitorState,
  { alarms, time, tells }: { alarms: readonly Alarm[]; time: string; tells: boolean },
): { raised: string[]; recovered: string[] } {
  const open = new Map(alarms.map((alarm) => [alarmKey(alarm), alarm]));
  const raised = [...open.keys()].filter((key) => state.alarms[key] === undefined);
  const recovered = Object.keys(state.alarms).filter((key) => !open.has(key));
  for (const key of raised) {
    const alarm = open.get(key) as Alarm;
    state.alarms[key] = { ...alarm, raisedAt: time };
    if (tells) state.untold[key] = { alarm, raisedAt: time };
  }
  for (const key of recovered) {
    const { raisedAt, ...alarm } = state.alarms[key] as MonitorState["alarms"][string];
    delete state.alarms[key];
    // By key, so that a source that comes and goes while nobody listens does not make a longer and longer list.
    if (tells) state.untold[key] = { alarm, raisedAt: state.untold[key]?.raisedAt ?? raisedAt, recoveredAt: time };
  }
  return { raised, recovered };
}

async function tell(
  { webhook, statePath, ledger, signal }: MonitorInput,
  { state, time }: { state: MonitorState; time: string },
): Promise<string | undefined> {
  const events = Object.values(state.untold);
  if (webhook === undefined || events.length === 0) return undefined;
  const open = Object.keys(state.alarms);
  const report = { report: "sealbook.monitor-report/v1", origin: ledger.origin, time, events, open } as const;
  const failure = await postReport(webhook, report, signal);
  if (failure !== undefined) return failure;
  state.untold = {};
  await writeState(statePath, state);
  return undefined;
}

/** Round after round until it is stopped. @returns the last one; undefined when it was stopped in the first */
export async function runMonitor(
  input: MonitorInput & { intervalMs: number; onRound: (round: Round) => void },
): Promise<Round | undefined> {
  const { intervalMs, onRound, signal } = input;
  let last: Round | undefined;
  while (!signal?.aborted) {
    try {
      last = await monitorOnce(input);
      onRound(last);
    } catch (error) {
      if (!signal?.aborted) throw error;
    }
    await sleep(intervalMs, undefined, signal ? { signal } : {}).catch(() => {});
  }
  return last;
}
