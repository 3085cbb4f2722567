/** What is published for everybody, programs of other sites' pages included: the ledger's resources. */
import type { RouteContext, RouteHandler } from "./route.ts";

/** How long a browser may remember what it may ask, in seconds. Longer is cut by browsers anyway. */
const PREFLIGHT_SECONDS = 7_200;

type Handlers = Record<"GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS", RouteHandler>;

/**
 * The same handlers, whose answers, refusals included, a page of any origin may read. WHATWG Fetch, section 3.3 (CORS
 * protocol). Nothing here depends on who asks: no cookie is looked at, none is allowed along.
 */
export function published(handlers: Handlers): Handlers {
  const opened = (handler: RouteHandler): RouteHandler => {
    return async (request: Request, context: RouteContext) => {
      const response = await handler(request, context);
      response.headers.set("access-control-allow-origin", "*");
      response.headers.set("access-control-expose-headers", "etag, retry-after");
      return response;
    };
  };
  const OPTIONS: RouteHandler = async (request, context) => {
    const response = await opened(handlers.OPTIONS)(request, context);
    response.headers.set("access-control-allow-methods", "GET, HEAD");
    // Not among what every page may send: a conditional request, and a resumed stream.
    response.headers.set("access-control-allow-headers", "if-none-match, last-event-id");
    response.headers.set("access-control-max-age", String(PREFLIGHT_SECONDS));
    return response;
  };
  const { GET, HEAD, POST, PUT, PATCH, DELETE } = handlers;
  return {
    GET: opened(GET),
    HEAD: opened(HEAD),
    POST: opened(POST),
    PUT: opened(PUT),
    PATCH: opened(PATCH),
    DELETE: opened(DELETE),
    OPTIONS,
  };
}
