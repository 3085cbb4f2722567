/** Bytes of any length from a Sealbook server, as a stream; a lost connection begins anew, and a server that is busy is waited for. */
import { once } from "node:events";
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { CommandError } from "#lib/infra/terminal/command.ts";
import type { Say } from "#lib/infra/terminal/words.ts";
import { type Answer, refusal } from "./http.ts";

const SILENCE_MS_MAX = 60_000;
const ATTEMPTS_MAX = 5;
const RETRY_MS = 1_000;
/** The longest window of a rate limit, and then some. */
const BUSY_SECONDS_MAX = 600;
/** Refusals are short. */
const PROBLEM_BYTES_MAX = 64 * 1024;
const BUSY_STATUSES = [429, 503];

// Thousands of files: one connection after the other would take longer than they do.
const agents = { "http:": new HttpAgent({ keepAlive: true }), "https:": new HttpsAgent({ keepAlive: true }) };

export interface Wanted {
  url: URL;
  headers: Record<string, string>;
  say: Say;
  signal: AbortSignal;
}

class Lost extends Error {
  /** Something had arrived before. */
  readonly isBrokenOff: boolean;

  constructor(message: string, { isBrokenOff = false } = {}) {
    super(message);
    this.isBrokenOff = isBrokenOff;
  }
}

/**
 * Hands the body of a 200 to `take`, from its beginning each time; what `take` throws is passed on.
 *
 * @throws {CommandError} when the server refuses, cannot be reached, or breaks off each time
 */
export async function download<T>(wanted: Wanted, take: (body: AsyncIterable<Uint8Array>) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      const response = await answered(wanted);
      if (response.statusCode === 200) return await take(watched(response));
      const answer = await problem(response);
      const seconds = Number(answer.headers["retry-after"] ?? Number.NaN);
      const isBusy = BUSY_STATUSES.includes(answer.status) && seconds >= 0 && seconds <= BUSY_SECONDS_MAX;
      if (!isBusy) throw refusal(answer, wanted);
      await sleep(seconds * 1_000, undefined, { signal: wanted.signal });
    } catch (error) {
      wanted.signal.throwIfAborted();
      if (!(error instanceof Lost)) throw error;
      if (attempt >= ATTEMPTS_MAX) {
        const values = { host: wanted.url.origin, reason: error.message };
        throw error.isBrokenOff
          ? new CommandError(wanted.say("server.brokenOff", values), { code: "broken_off" })
          : new CommandError(wanted.say("server.unreachable", values), { code: "unreachable" });
      }
      await sleep(RETRY_MS * attempt, undefined, { signal: wanted.signal });
    }
  }
}

async function answered({ url, headers, signal }: Wanted): Promise<IncomingMessage> {
  const isSecure = url.protocol === "https:";
  const agent = agents[isSecure ? "https:" : "http:"];
  const request = (isSecure ? httpsRequest : httpRequest)(url, {
    headers: { accept: "*/*", ...headers },
    agent,
    signal,
  });
  request.setTimeout(SILENCE_MS_MAX, () => request.destroy(new Lost("ETIMEDOUT")));
  request.end();
  try {
    const [response] = (await once(request, "response")) as [IncomingMessage];
    return response;
  } catch (error) {
    throw lost(error);
  }
}

async function* watched(response: IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of response) yield chunk as Uint8Array;
  } catch (error) {
    throw new Lost(lost(error).message, { isBrokenOff: true });
  }
}

async function problem(response: IncomingMessage): Promise<Answer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of watched(response)) {
    size += chunk.length;
    if (size <= PROBLEM_BYTES_MAX) chunks.push(chunk);
    else break;
  }
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) };
}

function lost(error: unknown): Lost {
  const { code, message } = error as NodeJS.ErrnoException;
  return new Lost(code ?? message);
}
