/**
 * Until when algorithms count. By default none is broken; a reader who knows better says so in a file, a line an algorithm, and every
 * signature, token and hash tree is then held against it.
 */
import { isTime } from "../text/json-fields.ts";

/** Digests and signature schemes that stand behind a receipt, by the names that a file may use. */
export const ALGORITHMS = [
  "sha-256",
  "sha-384",
  "sha-512",
  "sha3-256",
  "ed25519",
  "ml-dsa-44",
  "rsa",
  "ecdsa",
] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

/** Milliseconds since 1970 from which an algorithm proves nothing any more. */
export type BrokenSince = ReadonlyMap<Algorithm, number>;
export const NONE_BROKEN: BrokenSince = new Map();

export type AlgorithmsError = "too_large" | "bad_line" | "unknown_algorithm" | "bad_date" | "duplicate_algorithm";

const CHARS_MAX = 16 * 1024;
const LINE = /^(\S+) broken since (\S+)$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Lines such as `sha-256 broken since 2041-03-01` (a day in UTC, or a time to the millisecond). Blank lines and lines that begin with `#`
 * say nothing.
 *
 * @returns the table, or what is wrong and in which line (from 1)
 */
export function parseAlgorithms(text: string): BrokenSince | { error: AlgorithmsError; line: number } {
  if (text.length > CHARS_MAX) return { error: "too_large", line: 1 };
  const broken = new Map<Algorithm, number>();
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    const said = line.trim();
    if (said === "" || said.startsWith("#")) continue;
    const error = readLine(said, broken);
    if (error !== undefined) return { error, line: at + 1 };
  }
  return broken;
}

function readLine(line: string, broken: Map<Algorithm, number>): AlgorithmsError | undefined {
  const [, name, date = ""] = LINE.exec(line) ?? [];
  if (name === undefined) return "bad_line";
  const algorithm = ALGORITHMS.find((each) => each === name);
  if (algorithm === undefined) return "unknown_algorithm";
  if (broken.has(algorithm)) return "duplicate_algorithm";
  const time = DAY.test(date) ? `${date}T00:00:00.000Z` : date;
  if (!isTime(time)) return "bad_date";
  broken.set(algorithm, Date.parse(time));
  return undefined;
}

/**
 * The first of the algorithms that no longer counts at a time; undefined when all do. What is not in the list above nobody can have
 * judged, and it counts.
 */
export function brokenAt(broken: BrokenSince, algorithms: Iterable<string>, time: number): Algorithm | undefined {
  for (const name of algorithms) {
    const since = broken.get(name as Algorithm);
    if (since !== undefined && since <= time) return name as Algorithm;
  }
  return undefined;
}
