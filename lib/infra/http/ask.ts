/** Asking a server that somebody else runs: bounded in time and size, never led elsewhere. */

const UTF8 = new TextDecoder("utf-8", { fatal: true });
/** What a server calls itself: no more than is worth keeping. */
const SERVER_CHARS_MAX = 100;

export interface Answer {
  status: number;
  contentType: string;
  body: string;
  /** Its Server header, of printable characters; empty when there is none. */
  server: string;
  milliseconds: number;
}

/** unreachable: no connection, or it broke. malformed: too long, no UTF-8, or a redirection. */
export type AskFailure = "unreachable" | "timeout" | "malformed";

/** What came of it. `detail` is for operators: it may name machines inside. */
export type Asked = Answer | { failed: AskFailure; detail: string };

/**
 * @param options.body sent by POST; without it GET
 * @throws whatever aborted `signal`
 */
export async function ask(options: {
  url: string;
  body?: string;
  timeoutMs: number;
  bytesMax: number;
  signal: AbortSignal;
}): Promise<Asked> {
  const { url, body, timeoutMs, bytesMax, signal } = options;
  const timeout = AbortSignal.timeout(timeoutMs);
  const started = performance.now();
  try {
    const response = await fetch(url, {
      method: body === undefined ? "GET" : "POST",
      ...(body === undefined ? {} : { body, headers: { "content-type": "text/plain; charset=utf-8" } }),
      redirect: "manual",
      signal: AbortSignal.any([signal, timeout]),
    });
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel();
      return { failed: "malformed", detail: `redirects (${response.status})` };
    }
    const text = await readText(response, bytesMax);
    if (text === undefined) return { failed: "malformed", detail: `no text of at most ${bytesMax} bytes` };
    return {
      status: response.status,
      contentType: response.headers.get("content-type") ?? "",
      body: text,
      server: (response.headers.get("server") ?? "").replaceAll(/[^\x20-\x7e]/g, "").slice(0, SERVER_CHARS_MAX),
      milliseconds: Math.round(performance.now() - started),
    };
  } catch (error) {
    signal.throwIfAborted();
    if (timeout.aborted) return { failed: "timeout", detail: `no answer within ${timeoutMs} ms` };
    return { failed: "unreachable", detail: reasonOf(error) };
  }
}

async function readText(response: Response, bytesMax: number): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > bytesMax) return undefined; // leaving the loop cancels the rest
    chunks.push(chunk);
  }
  try {
    return UTF8.decode(Buffer.concat(chunks));
  } catch {
    return undefined;
  }
}

/** What fetch hides behind "fetch failed": the socket's error. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join("; ");
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : reasonOf(error.cause);
}
