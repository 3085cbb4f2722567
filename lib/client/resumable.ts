/** A large file in pieces: what has arrived is not sent again, whatever breaks in between. tus 1.0, https://tus.io/protocols/resumable-upload */
import { setTimeout as sleep } from "node:timers/promises";
import { checked, jsonOf } from "./answers.ts";
import { Problem, StrangeAnswer, TimedOut, Unreachable } from "./errors.ts";
import { pauseAfter } from "./patience.ts";
import { PIECE_BYTES, RESUMABLE_PLACE } from "./pieces.ts";
import type { Answer, Body } from "./transport.ts";

const TUS = { "tus-resumable": "1.0.0" };
/** In a row without a byte more: some five minutes, in which a server is started again. */
const FAILURES_MAX = 12;
const PAUSES = { pauseMs: 1_000, pauseMsMax: 30_000 };
const PASSING_STATUSES = [408, 423, 429, 460, 500, 502, 503, 504];
/** Another connection of the same upload, or the first attempt, is still at it. */
const PASSING_CODES = ["offset_wrong", "request_under_way"];

/** Bytes that can be read from anywhere, and again. */
export interface Content extends Body {
  /** @param range of bytes, both counted from 0 and included; all of them without */
  open: (range?: { start: number; end: number }) => ReturnType<Body["open"]>;
}

interface Sent {
  method: string;
  path: string;
  query?: Record<string, string | undefined>;
  headers: Record<string, string>;
  body?: Body;
}

/**
 * @param given headers: of the content, with the Idempotency-Key under which the same upload is found again, by another process as well
 * @returns the answer to the request that makes the record
 * @throws {Problem | StrangeAnswer | Unreachable | TimedOut | BodyIncomplete}
 */
export async function sendInPieces(
  send: (sent: Sent) => Promise<Answer>,
  given: { content: Content; query: Record<string, string | undefined>; headers: Record<string, string> },
): Promise<Answer> {
  const { content, query, headers } = given;
  const { "idempotency-key": key = "", "content-type": type = "", ...digests } = headers;
  const metadata = { "upload-metadata": `filetype ${Buffer.from(type).toString("base64")}` };
  const length = { "upload-length": String(content.length) };
  const begin = { ...TUS, ...digests, ...metadata, ...length, "idempotency-key": key };
  const begun = await persist(async () =>
    checked(await send({ method: "POST", path: RESUMABLE_PLACE, query, headers: begin })),
  );
  const { id } = jsonOf(begun) as { id: string };
  const path = `${RESUMABLE_PLACE}/${encodeURIComponent(id)}`;

  const arrived = async () => {
    const answer = await send({ method: "HEAD", path, headers: TUS });
    // It ends a piece that is still under way, and cannot say why it refuses.
    if (answer.status >= 400) checked(await send({ method: "GET", path, headers: TUS }));
    const offset = offsetIn(answer);
    if (offset > content.length) throw new StrangeAnswer(answer.status);
    return offset;
  };
  const sendPiece = async (start: number) => {
    const end = Math.min(start + PIECE_BYTES, content.length);
    const body = { length: end - start, open: () => content.open({ start, end: end - 1 }) };
    const piece = { ...TUS, "upload-offset": String(start), "content-type": "application/offset+octet-stream" };
    const answer = checked(await send({ method: "PATCH", path, headers: piece, body }));
    const offset = offsetIn(answer);
    // A server that takes nothing, or more than there is, is none of this protocol.
    if (offset <= start || offset > content.length) throw new StrangeAnswer(answer.status);
    return offset;
  };

  let offset: number | undefined;
  for (let failures = 0, furthest = -1; offset !== content.length; ) {
    try {
      offset = offset === undefined ? await arrived() : await sendPiece(offset);
      if (offset > furthest) [failures, furthest] = [0, offset];
    } catch (error) {
      failures += 1;
      await again(error, failures);
      offset = undefined;
    }
  }

  for (;;) {
    const record = { method: "POST", path: `${path}/record`, headers: { "idempotency-key": key } };
    const answer = await persist(async () => checked(await send(record)));
    if (answer.status !== 202) return answer;
    await sleep(1_000 * Number(answer.headers["retry-after"] ?? 1));
  }
}

/** What may be asked any number of times. */
async function persist<T>(ask: () => Promise<T>): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await ask();
    } catch (error) {
      await again(error, failures);
    }
  }
}

/** Waits, where the next attempt may end differently. @throws `error`, where not or not any more */
async function again(error: unknown, failures: number): Promise<void> {
  if (!passes(error) || failures > FAILURES_MAX) throw error;
  await sleep(pauseAfter(failures, PAUSES));
}

function offsetIn({ status, headers }: Answer): number {
  const offset = Number(headers["upload-offset"] ?? Number.NaN);
  if (!Number.isSafeInteger(offset)) throw new StrangeAnswer(status);
  return offset;
}

/** Whether the next attempt may end differently. */
function passes(error: unknown): boolean {
  if (error instanceof Unreachable || error instanceof TimedOut) return true;
  if (error instanceof Problem && PASSING_CODES.includes(error.code)) return true;
  return (error instanceof Problem || error instanceof StrangeAnswer) && PASSING_STATUSES.includes(error.status);
}
