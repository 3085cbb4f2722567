/**
 * The ledger's files out of memory. The way to a tile through the count of requests and the database costs many times what sending
 * it does, and the same few are asked for again and again; so what the routes call public is kept here, as long as they allow, within
 * bounds. What is answered from here is neither counted against a caller nor logged, as at any cache before us.
 */
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { Handler } from "./handler.ts";

/** Static files of C2SP tlog-tiles, each of which has exactly one address. */
const KEPT_PATHS = /^\/ledger\/[a-z0-9-]{1,63}\/(checkpoint|tile\/[a-z0-9/.]{1,64})$/;
const BYTES_MAX = 64 * 1024 ** 2;
const ANSWER_BYTES_MAX = 1024 ** 2;
/** An answer costs more than its body. */
const OVERHEAD_BYTES = 1024;
/** Of one connection or one moment, not of the answer. */
const PASSING_HEADERS = ["connection", "date", "keep-alive", "transfer-encoding"];

interface Kept {
  headers: OutgoingHttpHeaders;
  etag: string;
  body: Buffer;
  /** By the monotonic clock. */
  staleAt: number;
}

/** Answers GET and HEAD for the ledger's files from memory while they are fresh; everything else is `handler`'s. */
export function withPublicCache<Rest extends unknown[]>(handler: Handler<Rest>, bytesMax = BYTES_MAX): Handler<Rest> {
  /** Least recently used first. */
  const kept = new Map<string, Kept>();
  let bytes = 0;
  const drop = (path: string): void => {
    bytes -= (kept.get(path)?.body.length ?? -OVERHEAD_BYTES) + OVERHEAD_BYTES;
    kept.delete(path);
  };
  const keep = (path: string, answer: Kept): void => {
    drop(path);
    kept.set(path, answer);
    bytes += answer.body.length + OVERHEAD_BYTES;
    for (const oldest of kept.keys()) {
      if (bytes <= bytesMax) break;
      drop(oldest);
    }
  };
  return async (request, response, ...rest) => {
    const { method, url: path = "" } = request;
    if ((method !== "GET" && method !== "HEAD") || !KEPT_PATHS.test(path))
      return await handler(request, response, ...rest);
    const found = kept.get(path);
    if (found && found.staleAt > performance.now()) {
      kept.delete(path);
      kept.set(path, found);
      answerFrom(found, { request, response });
      return;
    }
    if (method === "GET") {
      // What is kept is what everybody gets; hashes do not compress, and a checkpoint is short.
      delete request.headers["accept-encoding"];
      record(response, (answer) => keep(path, answer));
    }
    await handler(request, response, ...rest);
  };
}

function answerFrom(
  { headers, etag, body }: Kept,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): void {
  if (isKnown(request.headers["if-none-match"], etag)) {
    const { "content-length": _, "content-type": __, ...rest } = headers;
    response.writeHead(304, rest).end();
    return;
  }
  response.writeHead(200, headers);
  response.end(request.method === "HEAD" ? undefined : body);
}

/** Weak comparison, as If-None-Match wants it (RFC 9110 section 13.1.2). */
function isKnown(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(",").some((given) => ["*", etag, `W/${etag}`].includes(given.trim()));
}

/** Listens to what a handler sends, and hands on a whole answer that may be kept. */
function record(response: ServerResponse, onAnswer: (answer: Kept) => void): void {
  const chunks: Buffer[] = [];
  let length = 0;
  const listen = (chunk: unknown, encoding: unknown): void => {
    if (typeof chunk !== "string" && !(chunk instanceof Uint8Array)) return;
    const text = typeof encoding === "string" ? (encoding as BufferEncoding) : "utf8";
    const piece = typeof chunk === "string" ? Buffer.from(chunk, text) : Buffer.from(chunk);
    length += piece.length;
    if (length <= ANSWER_BYTES_MAX) chunks.push(piece);
  };
  for (const name of ["write", "end"] as const) {
    const send = response[name].bind(response) as (...parts: unknown[]) => never;
    response[name] = (...parts: unknown[]) => {
      listen(parts[0], parts[1]);
      return send(...parts);
    };
  }
  response.once("finish", () => {
    const seconds = freshSeconds(response);
    const headers = response.getHeaders();
    if (seconds === 0 || length > ANSWER_BYTES_MAX || Number(headers["content-length"] ?? length) !== length) return;
    for (const name of PASSING_HEADERS) delete headers[name];
    // Half as long as others may keep it after us: what changes with every block is then hardly older for our keeping it.
    const staleAt = performance.now() + seconds * 500;
    const etag = String(headers.etag);
    onAnswer({ headers: { ...headers, "content-length": length }, etag, body: Buffer.concat(chunks), staleAt });
  });
}

/** How long a cache that many share may keep the answer; 0 when it may not. */
function freshSeconds(response: ServerResponse): number {
  const control = String(response.getHeader("cache-control") ?? "");
  const [, seconds = "0"] = /(?:^|,\s*)max-age=(\d{1,9})(?:,|$)/.exec(control) ?? [];
  const isPublic = /(?:^|,\s*)public(?:,|$)/.test(control);
  const isOwn = ["set-cookie", "content-encoding"].some((name) => response.hasHeader(name));
  return response.statusCode === 200 && isPublic && !isOwn && response.hasHeader("etag") ? Number(seconds) : 0;
}
