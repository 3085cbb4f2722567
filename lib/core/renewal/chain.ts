/**
 * The chain of renewals behind a receipt, each link judged as of the time of the next one (RFC 4998 section 5.3): what was sound when it was
 * bound anew stays so, whatever is broken later. Pure reckoning with times; what the links rest on is found out elsewhere.
 */
import { type Algorithm, type BrokenSince, brokenAt } from "./algorithms.ts";

/** The first algorithm on which something rests that no longer counts at a time, in milliseconds since 1970; undefined: it holds. */
export type Rests = (time: number) => Algorithm | undefined;

/** Something that shows that a renewal was there at a time. */
export type Dating = { time: number; by: string; rests: Rests };

export type Link = { number: number; rests: Rests; dates: readonly Dating[] };

export type ChainOutcome =
  /** `dated`: when each link is shown to have been there, by whom. */
  | { status: "holds"; dated: { number: number; time: number; by: string }[] }
  /** An algorithm no longer counts, and there is no renewal. */
  | { status: "not_renewed"; algorithm: Algorithm }
  /** `number` is the renewal that came when what it was to save was broken. */
  | { status: "renewed_too_late"; algorithm: Algorithm; number: number; time: number }
  /** The last renewal rests on what no longer counts, and none follows. */
  | { status: "link_missing"; algorithm: Algorithm; number: number }
  /** Nothing that counts shows when the renewal was there. */
  | { status: "undated"; algorithm: Algorithm | undefined; number: number };

/**
 * @param original what the receipt itself rests on
 * @param links the renewals in their order
 * @param now as of when it is asked; what is broken at all is broken then where nobody says
 */
export function walkChain(input: { original: readonly Rests[]; links: readonly Link[]; now: number }): ChainOutcome {
  const { original, links, now } = input;
  const dated: { number: number; time: number; by: string }[] = [];
  let asOf = now;
  let next: Link | undefined;
  for (const link of links.toReversed()) {
    const broken = link.rests(asOf);
    if (broken !== undefined) return late({ broken, next, asOf, link });
    const date = earliest(link.dates, asOf);
    if (date === undefined) {
      const algorithm = link.dates.map(({ rests }) => rests(asOf)).find((each) => each !== undefined);
      return { status: "undated", algorithm, number: link.number };
    }
    dated.unshift({ number: link.number, time: date.time, by: date.by });
    asOf = date.time;
    next = link;
  }
  const broken = original.map((rests) => rests(asOf)).find((each) => each !== undefined);
  return broken === undefined ? { status: "holds", dated } : late({ broken, next, asOf, link: undefined });
}

function late(found: {
  broken: Algorithm;
  next: Link | undefined;
  asOf: number;
  link: Link | undefined;
}): ChainOutcome {
  const { broken: algorithm, next, asOf: time, link } = found;
  if (next !== undefined) return { status: "renewed_too_late", algorithm, number: next.number, time };
  return link === undefined
    ? { status: "not_renewed", algorithm }
    : { status: "link_missing", algorithm, number: link.number };
}

function earliest(dates: readonly Dating[], asOf: number): Dating | undefined {
  const counting = dates.filter(({ time, rests }) => time <= asOf && rests(asOf) === undefined);
  return counting.reduce<Dating | undefined>(
    (first, date) => (first && first.time <= date.time ? first : date),
    undefined,
  );
}

/** What rests on all of these. */
export function restsOnAll(broken: BrokenSince, algorithms: readonly string[]): Rests {
  return (time) => brokenAt(broken, algorithms, time);
}

/** What rests on any of these, each of which rests on all of its own: a checkpoint that several keys signed. */
export function restsOnAny(broken: BrokenSince, alternatives: readonly (readonly string[])[]): Rests {
  return (time) => {
    const found = alternatives.map((each) => brokenAt(broken, each, time));
    return found.includes(undefined) ? undefined : found[0];
  };
}
