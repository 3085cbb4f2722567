/** Many lines in few requests, each answered by its line. */
import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import type { ProblemDocument } from "./errors.ts";
import { Problem, Unreachable } from "./errors.ts";
import type { Answer, Body } from "./transport.ts";

/** Of one request: so much is sent again after a lost connection. */
const LINES_A_REQUEST = 10_000;
const BYTES_A_REQUEST = 8 * 1024 * 1024;
const ATTEMPTS_MAX = 5;

/** The body of the single POST, as an object or as it is written. */
export type BulkLine = string | Record<string, unknown>;

/** `line` counts from 1. */
export type BulkAnswer =
  | { line: number; id: string; problem?: undefined }
  | { line: number; problem: ProblemDocument; id?: undefined };

export interface BulkRequest {
  area: "evidence" | "certificates";
  /** Of the request: sent again with the same lines under it, nothing is done twice. */
  key: string;
  /** NDJSON, with a newline behind each line. */
  body: string;
  /** How many lines it has. */
  lines: number;
}

type Send = (sent: { method: "POST"; path: string; headers: Record<string, string>; body: Body }) => Promise<Answer>;

/**
 * The answers to one request. An answer that was cut by somebody in between is asked for again.
 *
 * @throws {Problem} where the server took no further line, with its reason; {Unreachable} where it answered too few, each time
 */
export async function sendRequest(send: Send, { area, key, body, lines }: BulkRequest): Promise<BulkAnswer[]> {
  const bytes = Buffer.from(body);
  const headers = { "content-type": "application/x-ndjson", "idempotency-key": key };
  const sent = { length: bytes.length, open: () => Readable.from([bytes]) };
  for (let attempt = 1; ; attempt++) {
    const answer = await send({ method: "POST", path: `/api/v1/${area}/bulk`, headers, body: sent });
    const found = linesIn(new TextDecoder().decode(answer.body));
    const last = found.at(-1);
    if (last?.problem && last.line === undefined) {
      throw new Problem(last.problem, {
        status: last.problem.status,
        requestId: answer.headers["x-request-id"]?.toString(),
      });
    }
    if (found.length === lines) return found as BulkAnswer[];
    if (attempt === ATTEMPTS_MAX)
      throw new Unreachable(`${found.length} of ${lines} lines answered`, { isBrokenOff: true });
  }
}

/** All lines, counted through, in requests whose keys follow from `key`. */
export async function* sendLines(
  ask: (request: BulkRequest) => Promise<BulkAnswer[]>,
  lines: Iterable<BulkLine> | AsyncIterable<BulkLine>,
  { area = "evidence", key = `bulk-${randomUUID()}` }: { area?: BulkRequest["area"]; key?: string },
): AsyncGenerator<BulkAnswer> {
  let before = 0;
  let [count, body] = [0, ""];
  async function* flush(): AsyncGenerator<BulkAnswer> {
    if (count === 0) return;
    const answers = await ask({ area, key: `${key}-${before + 1}`, body, lines: count });
    for (const answer of answers) yield { ...answer, line: before + answer.line };
    before += count;
    [count, body] = [0, ""];
  }
  for await (const line of lines) {
    body += `${typeof line === "string" ? line : JSON.stringify(line)}\n`;
    count += 1;
    if (count >= LINES_A_REQUEST || body.length >= BYTES_A_REQUEST) yield* flush();
  }
  yield* flush();
}

/** Those that arrived whole: of what somebody in between has cut off, the last line is none. */
function linesIn(text: string): (BulkAnswer | { line?: undefined; problem: ProblemDocument })[] {
  return text.split("\n").flatMap((line) => {
    try {
      return line === "" ? [] : [JSON.parse(line)];
    } catch {
      return [];
    }
  });
}
