/** One look at what several sources show of one ledger: all of it has to be one history, which only grows. */
import { equalBytes } from "#lib/core/text/bytes.ts";
import { KEYS_PATH, newKeys, readFollowed } from "../ledger-reader/follow-keys.ts";
import { LedgerReadError } from "../ledger-reader/read-error.ts";
import type { LedgerSource } from "../ledger-reader/source.ts";
import { openSigned, type SignedCheckpoint, type TrustedLedger, trustLedger } from "../ledger-reader/trusted-ledger.ts";
import { VerifiedTree } from "../ledger-reader/verified-tree.ts";
import type { Alarm } from "./alarm.ts";
import type { MonitorState } from "./state.ts";

export interface SourceView {
  address: string;
  /** Undefined when it shows nothing that can be believed. */
  checkpoint: SignedCheckpoint | undefined;
  /** It is one history with what was seen before. */
  holds: boolean;
}

export interface Look {
  alarms: Alarm[];
  sources: SourceView[];
  /** The newest checkpoint that is consistent with the last one seen; undefined when none was ever seen. */
  head: SignedCheckpoint | undefined;
  hasGrown: boolean;
  /** Verifier keys that the named ones led to, in this look or an earlier one. */
  followed: string[];
  /** As of the ledger: since when each of its keys signs. */
  since: ReadonlyMap<string, bigint>;
}

interface LookInput {
  sources: readonly LedgerSource[];
  ledger: TrustedLedger;
  state: MonitorState;
  /** Milliseconds since the epoch. */
  now: number;
  /** Seconds after which a ledger that has not grown is stale. */
  maxAgeS?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** What the sources show, held against each other and against `state`, which is not changed. */
export async function look(input: LookInput): Promise<Look> {
  const { state } = input;
  const { alarms, views, ledger } = await readViews(input);
  const seen = state.checkpoint === undefined ? undefined : openSigned(state.checkpoint, ledger, { byAny: true });
  // Keys may have been exchanged since: the last one seen was signed by one that was named then.
  const last = seen === undefined || "failed" in seen ? undefined : seen;
  if (seen && "failed" in seen)
    alarms.push({ kind: "invalid", subject: ledger.origin, detail: "last_seen_not_signed" });
  // From the largest on: the first one that holds is what all the others are held against, since its tiles prove them all.
  const shown = views.flatMap(({ address, checkpoint }) => (checkpoint ? [{ address, checkpoint }] : []));
  shown.sort((a, b) => compare(b.checkpoint.size, a.checkpoint.size));
  let head = last;
  const holding = new Set<string>();
  for (const { address, checkpoint } of shown) {
    const alarm = await compareTo(head, { address, checkpoint, input });
    if (alarm) alarms.push(alarm);
    else {
      holding.add(address);
      if (head === undefined || checkpoint.size >= head.size) head = checkpoint;
    }
    const before = BigInt(state.sources[address] ?? 0);
    if (checkpoint.size >= before || alarm?.kind === "fork") continue;
    const notes = { seen: state.checkpoint ?? checkpoint.note, shown: checkpoint.note };
    alarms.push({ kind: "rolled_back", subject: address, detail: `${before} -> ${checkpoint.size}`, notes });
  }
  const hasGrown = head !== undefined && (last === undefined || head.size > last.size);
  const stale = staleness(input, hasGrown);
  if (stale) alarms.push(stale);
  const followed = newKeys(ledger, input.ledger);
  return {
    alarms,
    sources: views.map((view) => ({ ...view, holds: holding.has(view.address) })),
    head,
    hasGrown,
    followed,
    since: ledger.since ?? new Map(),
  };
}

interface Views {
  alarms: Alarm[];
  views: { address: string; checkpoint: SignedCheckpoint | undefined }[];
  ledger: TrustedLedger;
}

/** What each source shows, and the ledger with the keys that they led to: one line of successors, whoever shows it. */
async function readViews({ sources, ledger: named, state, signal }: LookInput): Promise<Views> {
  const known = trustLedger([...named.keys, ...(state.keys ?? [])]);
  const since = new Map(Object.entries(state.since ?? {}).map(([key, size]) => [key, BigInt(size)]));
  let ledger: TrustedLedger = { ...("failed" in known ? named : known), since };
  const asked = ledger;
  const read = await Promise.allSettled(sources.map((source) => readFollowed(source, asked, { signal })));
  const alarms: Alarm[] = [];
  const views = read.map((result, at) => {
    const address = sources[at]?.address ?? "";
    const nothing = { address, checkpoint: undefined };
    if (result.status === "rejected") {
      alarms.push(alarmOf(result.reason, address));
      return nothing;
    }
    const { checkpoint, ledger: followed } = result.value;
    const isShorter = followed.keys.length < ledger.keys.length || followed === asked;
    const [shorter, longer] = isShorter ? [followed, ledger] : [ledger, followed];
    if (shorter.keys.some(({ text }, place) => longer.keys[place]?.text !== text)) {
      alarms.push({ kind: "invalid", subject: address, detail: `${KEYS_PATH}: another key follows` });
      return nothing;
    }
    ledger = longer;
    return { address, checkpoint };
  });
  return { alarms, views, ledger };
}

const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

/** What is wrong between the newest checkpoint that holds and one that a source shows; undefined when they are one history. */
async function compareTo(
  head: SignedCheckpoint | undefined,
  { address, checkpoint, input }: { address: string; checkpoint: SignedCheckpoint; input: LookInput },
): Promise<Alarm | undefined> {
  if (head === undefined) return undefined;
  const fork: Alarm = {
    kind: "fork",
    subject: address,
    detail: `${head.size} / ${checkpoint.size}`,
    notes: { seen: head.note, shown: checkpoint.note },
  };
  if (head.size === checkpoint.size) return equalBytes(head.root, checkpoint.root) ? undefined : fork;
  const [earlier, later] = checkpoint.size < head.size ? [checkpoint, head] : [head, checkpoint];
  // Who shows a checkpoint is asked first for its tiles; a witness has none, then the others' are as good.
  const own = input.sources.filter((source) => source.address === address);
  const others = input.sources.filter((source) => source.address !== address);
  const tree = new VerifiedTree({ checkpoint: later, sources: [...own, ...others], signal: input.signal });
  try {
    return (await tree.extends(earlier)) ? undefined : fork;
  } catch (error) {
    // A signed checkpoint whose tiles nobody gives may be the other half of a split view: its note is worth keeping.
    const notes = { seen: head.note, shown: checkpoint.note };
    return { ...alarmOf(error, address), notes };
  }
}

function alarmOf(error: unknown, subject: string): Alarm {
  if (!(error instanceof LedgerReadError)) throw error;
  return { kind: error.isWrong ? "invalid" : "unreadable", subject, detail: `${error.path}: ${error.code}` };
}

/** A checkpoint does not say when it was signed, so a ledger's age is counted from when it was last seen to grow. */
function staleness({ state, now, maxAgeS, ledger }: LookInput, hasGrown: boolean): Alarm | undefined {
  if (maxAgeS === undefined || hasGrown || state.grewAt === undefined) return undefined;
  const age = Math.floor((now - Date.parse(state.grewAt)) / 1_000);
  return age > maxAgeS ? { kind: "stale", subject: ledger.origin, detail: `since ${state.grewAt}` } : undefined;
}
