/**
 * Serves a mirror's folder over HTTP: what any static file server could do, with the media types and cache headers of C2SP tlog-tiles.
 * Only the format's own names lead to files; every other path leads nowhere.
 */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { parseTilePath } from "#lib/core/log/tiles.ts";
import { BUNDLE_BYTES_MAX } from "../ledger-reader/entry-bundle.ts";
import { folderSource } from "../ledger-reader/folder-source.ts";
import type { LedgerSource } from "../ledger-reader/source.ts";
import { withoutFloods } from "../pipelining.ts";
import { COMPANIONS } from "./sync.ts";

const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
const SILENCE_TIMEOUT_MS = 60_000;
const CONNECTIONS_MAX = 1_024;
/** A checkpoint may be replaced with every step of the mirror. */
const FRESH_SECONDS = 1;
const COMPANION_FRESH_SECONDS = 60;
const IMMUTABLE_SECONDS = 31_536_000;
const ETAG_HEX_CHARS = 32;
const TEXT = "text/plain; charset=utf-8";

/** A server, not listening yet. @param options version: of the program, for the Server header */
export function createMirrorServer(options: { folder: string; version: string }): Server {
  const source = folderSource(options.folder);
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    response.setHeader("server", `sealbook-mirror/${options.version}`);
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("x-content-type-options", "nosniff");
    if (request.method !== "GET" && request.method !== "HEAD") {
      end(response, { status: 405, text: "method not allowed\n", headers: { allow: "GET, HEAD" } });
      return;
    }
    const pathname = (request.url ?? "/").split("?", 1)[0] ?? "/";
    const found = pathname.startsWith("/") ? await staticReply(source, pathname.slice(1)) : undefined;
    if (!found) {
      end(response, { status: 404, text: "not found\n", headers: { "cache-control": "no-store" } });
      return;
    }
    const { body, type, headers } = found;
    if (isKnown(request.headers["if-none-match"], headers.etag)) {
      response.writeHead(304, headers).end();
      return;
    }
    response.writeHead(200, { ...headers, "content-type": type, "content-length": body.length });
    response.end(request.method === "HEAD" ? undefined : body);
  };
  const server = createServer(
    withoutFloods((request, response) => {
      request.resume();
      answer(request, response).catch(() => {
        if (response.headersSent) response.destroy();
        else end(response, { status: 503, text: "unavailable\n", headers: { "retry-after": "1" } });
      });
    }),
  );
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.timeout = SILENCE_TIMEOUT_MS;
  server.maxConnections = CONNECTIONS_MAX;
  return server;
}

function end(
  response: ServerResponse,
  { status, text, headers }: { status: number; text: string; headers: Record<string, string> },
): void {
  const length = Buffer.byteLength(text);
  response.writeHead(status, { "content-type": TEXT, "content-length": length, ...headers });
  response.end(response.req.method === "HEAD" ? undefined : text);
}

/** The file at a path below a mirrored log, as it is sent; undefined when there is none. */
export async function staticReply(source: LedgerSource, path: string) {
  const kind = kindOf(path);
  const body = kind && (await source.read(kind.path, { bytesMax: BUNDLE_BYTES_MAX }));
  if (!kind || !body) return undefined;
  const etag = `"${createHash("sha256").update(body).digest("hex").slice(0, ETAG_HEX_CHARS)}"`;
  const headers = { etag, "cache-control": `public, max-age=${kind.fresh}` };
  return { status: 200, body, type: kind.type, headers };
}

/** The file that a path names: exactly one spelling each, so nothing has to be decoded or resolved. */
function kindOf(path: string): { path: string; type: string; fresh: string } | undefined {
  if (path === "checkpoint") return { path, type: TEXT, fresh: String(FRESH_SECONDS) };
  if (COMPANIONS.some((name) => name === path)) return { path, type: TEXT, fresh: String(COMPANION_FRESH_SECONDS) };
  if (parseTilePath(path) === undefined) return undefined;
  return { path, type: "application/octet-stream", fresh: `${IMMUTABLE_SECONDS}, immutable` };
}

function isKnown(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(",").some((given) => ["*", etag, `W/${etag}`].includes(given.trim()));
}
