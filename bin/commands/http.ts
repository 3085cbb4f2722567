/** Requests to a Sealbook server: streamed bodies, bounded answers, problem documents as sentences. */
import { once } from "node:events";
import { type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { fromUtf8 } from "#lib/core/text/bytes.ts";
import { CommandError, EXIT } from "#lib/infra/terminal/command.ts";
import type { Say } from "#lib/infra/terminal/words.ts";

/** Larger than any receipt as PDF. */
const ANSWER_BYTES_MAX = 20 * 1024 * 1024;
const SILENCE_MS_MAX = 60_000;
/** The slowest that a body may travel; it adds to the time that a request may take. */
const BODY_BYTES_A_MS_MIN = 64;
/** How long a server may take to say that it wants the body (RFC 9110 section 10.1.1). */
const CONTINUE_MS_MAX = 2_000;
const ATTEMPTS_MAX = 3;
const RETRY_SECONDS = 1;
const RETRY_SECONDS_MAX = 30;
const RETRIABLE_STATUSES = [429, 503];

export interface Answer {
  status: number;
  headers: IncomingMessage["headers"];
  body: Uint8Array;
}

export interface Ask {
  method: "GET" | "PUT" | "POST";
  url: URL;
  headers?: Record<string, string>;
  /** Made anew for each attempt. */
  body?: { length: number; open: () => Readable };
  /** Seconds that the server was asked to wait before it answers. */
  waits?: number;
  /** From the connection to the last byte of the answer, without what waiting and the body's length add to it. */
  timeoutMs: number;
  say: Say;
}

class Lost extends Error {}

/**
 * The server's answer, of whatever status. A lost connection and an overloaded server are tried again: our requests
 * may be repeated, uploads by their idempotency key.
 *
 * @throws {CommandError} when there is none
 */
export async function send(ask: Ask): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    const last = attempt === ATTEMPTS_MAX;
    try {
      const answer = await sendOnce(ask);
      if (last || !RETRIABLE_STATUSES.includes(answer.status)) return answer;
      const seconds = Number(answer.headers["retry-after"] ?? RETRY_SECONDS);
      if (!(seconds >= 0 && seconds <= RETRY_SECONDS_MAX)) return answer;
      await sleep(seconds * 1_000);
    } catch (error) {
      if (!(error instanceof Lost) || last) throw asCommandError(error, ask);
      await sleep(RETRY_SECONDS * 1_000);
    }
  }
}

function asCommandError(error: unknown, { url, say }: Ask): unknown {
  if (!(error instanceof Lost)) return error;
  return new CommandError(say("server.unreachable", { host: url.origin, reason: error.message }), {
    code: "unreachable",
  });
}

async function sendOnce(ask: Ask): Promise<Answer> {
  const { method, url, body, say } = ask;
  const headers: Record<string, string> = { accept: "*/*", ...ask.headers };
  if (body) Object.assign(headers, { "content-length": String(body.length), expect: "100-continue" });
  const request = (url.protocol === "https:" ? httpsRequest : httpRequest)(url, { method, headers, agent: false });
  const late = say("server.timeout", { host: url.host });
  const waits = (ask.waits ?? 0) * 1_000;
  request.setTimeout(SILENCE_MS_MAX + waits, () => request.destroy(new Lost(late)));
  // A server that sends a byte now and then is never silent, and would do so again.
  let isLate = false;
  const end = () => {
    isLate = true;
    request.destroy();
  };
  const whole = setTimeout(end, ask.timeoutMs + waits + (body?.length ?? 0) / BODY_BYTES_A_MS_MIN);
  const answered = answerOf(request, ask);
  if (!body) request.end();
  else await Promise.race([answered.then(noop, noop), sendBody(request, body)]);
  try {
    return await answered;
  } catch (error) {
    throw isLate ? new CommandError(late, { code: "timeout" }) : error;
  } finally {
    clearTimeout(whole);
    request.destroy();
  }
}

function noop(): void {}

/** A server that refuses before it has seen the body may close while we are still sending: its answer counts. */
async function answerOf(request: ClientRequest, ask: Ask): Promise<Answer> {
  try {
    const [response] = (await once(request, "response")) as [IncomingMessage];
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of response) {
      size += chunk.length;
      if (size > ANSWER_BYTES_MAX) {
        throw new CommandError(ask.say("server.tooLarge", { host: ask.url.origin }), { code: "answer_too_large" });
      }
      chunks.push(chunk);
    }
    return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) };
  } catch (error) {
    if (error instanceof CommandError || error instanceof Lost) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Lost(code ?? message);
  }
}

async function sendBody(request: ClientRequest, body: NonNullable<Ask["body"]>): Promise<void> {
  let refused = false;
  request.once("response", () => {
    refused = true;
  });
  request.flushHeaders();
  const giveUp = new AbortController();
  const wanted = once(request, "continue", { signal: giveUp.signal }).catch(noop);
  await Promise.race([wanted, sleep(CONTINUE_MS_MAX)]);
  giveUp.abort();
  if (request.destroyed || refused) return;
  const source = body.open();
  const closed = once(request, "close").catch(noop);
  const stop = () => source.destroy();
  request.once("response", stop).once("close", stop);
  try {
    for await (const chunk of source) {
      if (request.destroyed) return;
      if (!request.write(chunk)) await Promise.race([once(request, "drain").catch(noop), closed]);
    }
    request.end();
  } catch (error) {
    // Stopped by us, or a file that cannot be read any more: the server keeps nothing of half a body.
    if (!refused) request.destroy(error as Error);
  }
}

/** The JSON of an answer that is a success. @throws {CommandError} with the server's own sentence for a refusal */
export function jsonOf(answer: Answer, { url, say }: { url: URL; say: Say }): unknown {
  if (answer.status >= 300) throw refusal(answer, { url, say });
  const value = parseJson(answer.body);
  if (value === undefined) throw strange(answer, { url, say });
  return value;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(fromUtf8(bytes) ?? "");
  } catch {
    return undefined;
  }
}

function strange({ status }: Answer, { url, say }: { url: URL; say: Say }): CommandError {
  return new CommandError(say("server.strange", { host: url.origin, status }), { code: "not_sealbook" });
}

/** What a problem document (RFC 9457) says. */
export function refusal(answer: Answer, { url, say }: { url: URL; say: Say }): CommandError {
  const problem = parseJson(answer.body);
  if (typeof problem !== "object" || problem === null) return strange(answer, { url, say });
  const { detail, title, code } = problem as Record<string, unknown>;
  const sentence = [detail, title].find((text) => typeof text === "string" && text !== "");
  if (typeof sentence !== "string" || typeof code !== "string") return strange(answer, { url, say });
  return new CommandError(sentence, { code, exitCode: EXIT.failed });
}
