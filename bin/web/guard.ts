/** What of a request is refused before a handler sees it: what Next would answer as if it were its own failure, or never should. */
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { SealbookError } from "#lib/words/errors.ts";
import { isForProgram } from "./security-headers.ts";

/** A form of ours is a POST; nothing else changes anything at a page. */
const PAGE_METHODS = ["GET", "HEAD", "POST"];
/** Bytes of a form, which Next takes no more of either. */
export const FORM_BYTES_MAX: number = 1024 ** 2;
/** Of the framework's own addresses the product uses these; its development server has more. No page of ours begins so. */
const ASSETS = "/_next/static/";
const FRAMEWORK = /^\/+_/;

/** Scripts, styles, fonts: no page, and the same for everybody. */
export function isAsset(path: string): boolean {
  return path.startsWith(ASSETS);
}

/**
 * The path that is asked for. A target in absolute form is read as if it had come in the usual one, and its host is the one that
 * counts (RFC 9112 section 3.2.2); Next would lead from it to itself, for ever.
 *
 * @returns without query, as it was sent
 */
export function readTarget(request: IncomingMessage): string {
  const { url = "/" } = request;
  const [, authority, rest = ""] = /^https?:\/\/([^/?#]*)(.*)$/is.exec(url) ?? [];
  if (authority !== undefined) {
    request.headers.host = authority;
    request.url = rest.startsWith("/") ? rest : `/${rest}`;
  }
  return (request.url ?? "/").split("?", 1)[0] ?? "/";
}

interface Asked {
  path: string;
  publicOrigin: string;
  dev: boolean;
  /** Endpoints judge methods, queries and origins for themselves. */
  isEndpoint: boolean;
}

/** Why the request gets no answer of a handler, if it gets none. */
export function refusalOf(request: IncomingMessage, asked: Asked): SealbookError | undefined {
  const { path, dev, isEndpoint } = asked;
  if (!isPlain(path) || !path.startsWith("/")) return new SealbookError("bad_request");
  if (isEndpoint) return undefined;
  if (!isReadAlike(path)) return new SealbookError("bad_request");
  if (!dev && FRAMEWORK.test(path) && !isAsset(path)) return new SealbookError("not_found");
  const { method = "", url = "" } = request;
  const methods = isAsset(path) ? ["GET", "HEAD"] : PAGE_METHODS;
  if (!methods.includes(method)) {
    return new SealbookError("method_not_allowed", { details: { allow: methods.join(", ") } });
  }
  if (url.includes("%00", path.length)) return new SealbookError("bad_request");
  return method === "POST" ? refusalOfForm(request, asked) : undefined;
}

/** Whether it can be read as text: escapes that are some, of UTF-8, and no NUL, which PostgreSQL takes in no text. */
function isPlain(text: string): boolean {
  try {
    return !decodeURIComponent(text).includes("\0");
  } catch {
    return false;
  }
}

/**
 * Whether the framework, which reads a path as browsers do, finds in it what was judged here: "/a/../b" is "/b" to it, and so are that
 * with a backslash, with dots in escapes, and "/b#c". No browser sends any of them.
 */
function isReadAlike(path: string): boolean {
  const here = "http://installation.invalid";
  const tidy = path.replace(/^\/+/, "/");
  if (!URL.canParse(tidy, here)) return false;
  const { origin, pathname, hash } = new URL(tidy, here);
  return origin === here && hash === "" && decodeURIComponent(pathname) === decodeURIComponent(tidy);
}

/** A page takes forms of our own pages alone: those of the host that was asked, and those of the public address whatever Host says. */
function refusalOfForm({ headers }: IncomingMessage, { path, publicOrigin }: Asked): SealbookError | undefined {
  const bytesMax = FORM_BYTES_MAX;
  if (Number(headers["content-length"] ?? 0) > bytesMax)
    return new SealbookError("payload_too_large", { details: { bytesMax } });
  // The sign-in library's own addresses judge for themselves.
  if (isForProgram(path)) return undefined;
  if (!isOwnOrigin(headers, publicOrigin)) return new SealbookError("cross_origin");
  const isForm =
    headers["next-action"] !== undefined || /^multipart\/form-data\s*;/i.test(headers["content-type"] ?? "");
  return isForm ? undefined : new SealbookError("bad_request");
}

/** Whether a page of ours sent it, which then says so to Next as well: that compares with Host alone. */
function isOwnOrigin(headers: IncomingHttpHeaders, publicOrigin: string): boolean {
  const { origin } = headers;
  if (origin === undefined) return true;
  const asked = headers["x-forwarded-host"]?.toString().split(",", 1)[0]?.trim() ?? headers.host;
  const from = URL.canParse(origin) ? new URL(origin) : undefined;
  if (!from || (from.host !== asked && from.origin !== publicOrigin)) return false;
  delete headers["x-forwarded-host"];
  headers.host = from.host;
  return true;
}
