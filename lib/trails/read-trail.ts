/**
 * A trail as whoever holds its records has it: the chain of its records, what each states, and its data where that is at hand. A statement
 * counts once a held record has its digest, and in the order of the records alone: what a file calls itself proves nothing.
 */
import { assembleChain, type Chain, type ChainEvent, type Follower, readEvent } from "../core/claim/chain.ts";
import { parseRecord } from "../core/claim/record.ts";
import { digestOf, readTrailData, readTrailEvent, type TrailEvent } from "./event.ts";
import type { Given } from "./replay.ts";

/** Texts, in any order; index: of the record's entry, once it is anchored. */
export type HeldEvent = { record: string; statement: string; data?: string; index?: bigint };
export type HeldFlaw = {
  code:
    | "not_an_event"
    | "not_a_statement"
    | "not_of_the_record"
    | "data_not_of_the_statement"
    | "another_trail"
    | "number_not_its_place";
  /** Place in what was given. */
  place: number;
};
/** isProven: one chain from its first event on, without a gap, a fork or a flaw. It says nothing of what came after the last one held. */
export type Trail = { chain: Chain; events: Given[]; flaws: HeldFlaw[]; isProven: boolean };

type Read = { record: ChainEvent; given: Given; place: number };

/** @param followers what the ledger has besides (lib/core/claim/chain.ts) */
export function readTrail(held: readonly HeldEvent[], followers: readonly Follower[] = []): Trail {
  const flaws: HeldFlaw[] = [];
  const read = new Map<string, Read>();
  for (const [place, each] of held.entries()) {
    const found = readHeld(each);
    if (typeof found === "string") flaws.push({ code: found, place });
    else if (!read.has(found.record.record)) read.set(found.record.record, { ...found, place });
  }
  const chain = assembleChain(
    [...read.values()].map(({ record }) => record),
    followers,
  );
  const inOrder = chain.events.flatMap(({ record }) => read.get(record) ?? []);
  const trail = inOrder[0]?.given.event.trail;
  for (const [at, { given, place }] of inOrder.entries()) {
    if (given.event.trail !== trail) flaws.push({ code: "another_trail", place });
    else if (isOne(chain) && given.event.number !== at + 1) flaws.push({ code: "number_not_its_place", place });
  }
  const isProven = isOne(chain) && flaws.length === 0;
  return { chain, events: inOrder.map(({ given }) => given), flaws, isProven };
}

const isOne = ({ firsts, missing, branches, contradicted }: Chain): boolean =>
  firsts === 1 && missing.length === 0 && branches.length === 0 && contradicted.length === 0;

function readHeld({ record, statement, data, index }: HeldEvent): Omit<Read, "place"> | HeldFlaw["code"] {
  const chained = readEvent(record, index);
  if (!chained) return "not_an_event";
  const event = readTrailEvent(statement);
  if (!event) return "not_a_statement";
  const parsed = parseRecord(record);
  const digests = parsed && "digests" in parsed ? parsed.digests : undefined;
  if (digests?.sha256 !== digestOf(statement)) return "not_of_the_record";
  if (data === undefined) return { record: chained, given: { event, fields: undefined } };
  const fields = fieldsOf(event, data);
  return fields ? { record: chained, given: { event, fields } } : "data_not_of_the_statement";
}

function fieldsOf(event: TrailEvent, data: string): Given["fields"] {
  const read = event.data === digestOf(data) ? readTrailData(data) : undefined;
  return read && (read.fields ?? {});
}
