/** One request over HTTP: a streamed body that the server has to ask for, and an answer that is whole or streamed. */
import { once } from "node:events";
import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { AnswerTooLong, BodyIncomplete, TimedOut, Unreachable } from "./errors.ts";

/** Larger than any receipt as PDF. */
const ANSWER_BYTES_MAX = 20 * 1024 * 1024;
const SILENCE_MS_MAX = 60_000;
/** The slowest that a body may travel; it adds to the time that a request may take. */
const BODY_BYTES_A_MS_MIN = 64;
/** How long a server may take to say that it wants the body (RFC 9110 section 10.1.1). */
const CONTINUE_MS_MAX = 2_000;

// Thousands of files: one connection after the other would take longer than they do.
const agents = { "http:": new HttpAgent({ keepAlive: true }), "https:": new HttpsAgent({ keepAlive: true }) };

export interface Body {
  length: number;
  /** Anew for each attempt. */
  open: () => Readable;
}

export interface Ask {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body?: Body | undefined;
  /** Seconds that the server was asked to wait before it answers. */
  waits?: number | undefined;
  /** From the connection to the last byte of the answer, without what waiting and the body's length add to it. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

export interface Answer {
  status: number;
  headers: IncomingMessage["headers"];
  body: Uint8Array;
}

/** The answer, of whatever status, as a whole. @throws {Unreachable | TimedOut | AnswerTooLong | BodyIncomplete} */
export async function exchange(ask: Ask): Promise<Answer> {
  const { method, url, body, signal } = ask;
  const headers = { accept: "*/*", ...ask.headers };
  if (body) Object.assign(headers, { "content-length": String(body.length) });
  if (body && body.length > 0) Object.assign(headers, { expect: "100-continue" });
  const request = requestOf(url)(url, { method, headers, agent: false, ...(signal && { signal }) });
  const waits = (ask.waits ?? 0) * 1_000;
  const late = new TimedOut("no answer in time");
  request.setTimeout(SILENCE_MS_MAX + waits, () => request.destroy(new Unreachable("ETIMEDOUT")));
  // A server that sends a byte now and then is never silent, and would do so again.
  let isLate = false;
  const end = () => {
    isLate = true;
    request.destroy();
  };
  const whole = setTimeout(end, ask.timeoutMs + waits + (body?.length ?? 0) / BODY_BYTES_A_MS_MIN);
  const answered = answerOf(request);
  try {
    if (!body) request.end();
    else await Promise.race([answered.then(noop, noop), sendBody(request, body)]);
    return await answered;
  } catch (error) {
    signal?.throwIfAborted();
    throw isLate ? late : error;
  } finally {
    clearTimeout(whole);
    request.destroy();
  }
}

/** The answer to a GET as a stream, which takes the time that it takes as long as it is not silent. @throws {Unreachable} */
export async function openStream({ url, headers, signal }: Pick<Ask, "url" | "headers" | "signal">): Promise<{
  status: number;
  headers: IncomingMessage["headers"];
  /** @throws {Unreachable} when it breaks off */
  body: AsyncIterable<Uint8Array>;
}> {
  const agent = agents[url.protocol === "https:" ? "https:" : "http:"];
  const options = { headers: { accept: "*/*", ...headers }, agent, ...(signal && { signal }) };
  const request = requestOf(url)(url, options);
  request.setTimeout(SILENCE_MS_MAX, () => request.destroy(new Unreachable("ETIMEDOUT")));
  request.end();
  try {
    const [response] = (await once(request, "response")) as [IncomingMessage];
    return { status: response.statusCode ?? 0, headers: response.headers, body: watched(response) };
  } catch (error) {
    throw unreachable(error);
  }
}

const requestOf = ({ protocol }: URL) => (protocol === "https:" ? httpsRequest : httpRequest);

function noop(): void {}

async function* watched(response: IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of response) yield chunk as Uint8Array;
  } catch (error) {
    throw new Unreachable(unreachable(error).message, { isBrokenOff: true });
  }
}

function unreachable(error: unknown): Unreachable {
  if (error instanceof Unreachable) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  return new Unreachable(code ?? message);
}

/** A server that refuses before it has seen the body may close while we are still sending: its answer counts. */
async function answerOf(request: ClientRequest): Promise<Answer> {
  try {
    const [response] = (await once(request, "response")) as [IncomingMessage];
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of response) {
      size += chunk.length;
      if (size > ANSWER_BYTES_MAX) throw new AnswerTooLong(`more than ${ANSWER_BYTES_MAX} bytes`);
      chunks.push(chunk);
    }
    return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) };
  } catch (error) {
    throw error instanceof AnswerTooLong || error instanceof BodyIncomplete ? error : unreachable(error);
  }
}

async function sendBody(request: ClientRequest, body: Body): Promise<void> {
  let refused = false;
  request.once("response", () => {
    refused = true;
  });
  request.flushHeaders();
  const giveUp = new AbortController();
  const wanted = once(request, "continue", { signal: giveUp.signal }).catch(noop);
  await Promise.race([wanted, sleep(CONTINUE_MS_MAX, undefined, { signal: giveUp.signal }).catch(noop)]);
  giveUp.abort();
  if (request.destroyed || refused) return;
  const source = body.open();
  const closed = once(request, "close").catch(noop);
  const stop = () => source.destroy();
  request.once("response", stop).once("close", stop);
  let sent = 0;
  try {
    for await (const chunk of source) {
      if (request.destroyed) return;
      sent += chunk.length;
      if (!request.write(chunk)) await Promise.race([once(request, "drain").catch(noop), closed]);
    }
    if (request.destroyed) return;
    if (sent < body.length) throw new Error(`${sent} of ${body.length} bytes`);
    request.end();
  } catch (error) {
    // Stopped by us, or a file that is not what it was: the server keeps nothing of half a body.
    if (!refused && !request.destroyed) request.destroy(new BodyIncomplete((error as Error).message, { cause: error }));
  }
}
