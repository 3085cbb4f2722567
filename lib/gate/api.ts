/**
 * All endpoints as one: which answers a request, and what follows for an address from those that are declared for it: 405,
 * HEAD, OPTIONS and CORS. Errors are answered as problem documents in the caller's language, and one wide line is logged.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Answer } from "#lib/infra/http/answer.ts";
import { ApiRequest } from "#lib/infra/http/api-request.ts";
import { clientAddress } from "#lib/infra/http/headers.ts";
import { describeError, logRequest } from "#lib/infra/http/log.ts";
import { renderConciseProblem, renderProblem, toProblem } from "#lib/infra/http/problems.ts";
import { type RateLimit, rateLimitHeaders } from "#lib/infra/http/rate-limits.ts";
import { discardRest } from "#lib/infra/http/raw-body.ts";
import { createRouter, type Match } from "#lib/infra/http/router.ts";
import { send } from "#lib/infra/http/send.ts";
import { ERROR_STATUS, SealbookError } from "#lib/words/errors.ts";
import { admitAnyone } from "./admit.ts";
import type { Endpoint, Method } from "./endpoint.ts";

/** How long a browser may remember what it may ask, in seconds. Longer is cut by browsers anyway. */
const PREFLIGHT_SECONDS = 7_200;
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] as const;
/** Nothing here depends on who asks: no cookie is looked at, none is allowed along. */
const CORS = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers":
    "accept-ranges, content-disposition, content-range, etag, ratelimit, ratelimit-policy, repr-digest, retry-after, x-request-id",
};

/** An address and all that may be done there. */
export interface Resource {
  kind: "resource";
  path: string;
  /** As Allow lists them. RFC 9110 section 10.2.1 */
  allow: string;
  cors: boolean;
  /** By method, HEAD included. */
  endpoints: ReadonlyMap<string, Endpoint>;
}

/** Below `path`, what is nobody's address leads nowhere, whatever the method. */
export interface Area {
  kind: "area";
  path: string;
  cors: boolean;
  limit: RateLimit | "none";
  /** What metrics call all of it. */
  label: string;
}

/** An address that the pages' framework answers. */
export interface Page {
  kind: "page";
  path: string;
}

export type Address = Match<Resource | Area | Page>;
export type EndpointAddress = Match<Resource | Area>;

export interface Api {
  resources: readonly Resource[];
  /** Whose address a path is: undefined for nobody's outside all areas. */
  match(path: string): Address | undefined;
}

/**
 * @param options pages: the templates of their addresses
 * @throws {Error} when something is declared twice
 */
export function createApi(options: {
  endpoints: readonly Endpoint[];
  areas?: readonly Area[];
  pages?: readonly string[];
}): Api {
  const { endpoints, areas = [], pages = [] } = options;
  const resources = resourcesOf(endpoints);
  const routes: [string, Resource | Area | Page][] = [
    ...resources.map((resource): [string, Resource] => [resource.path, resource]),
    ...areas.flatMap((area): [string, Area][] => [area.path, `${area.path}/{rest...}`].map((path) => [path, area])),
    ...pages.map((path): [string, Page] => [path, { kind: "page", path }]),
  ];
  return { resources, match: createRouter(routes).match };
}

function resourcesOf(endpoints: readonly Endpoint[]): Resource[] {
  const byPath = new Map<string, Map<Method, Endpoint>>();
  for (const endpoint of endpoints) {
    const known = byPath.get(endpoint.path) ?? new Map<Method, Endpoint>();
    if (known.has(endpoint.method)) throw new Error(`${endpoint.method} ${endpoint.path} is declared twice`);
    byPath.set(endpoint.path, known.set(endpoint.method, endpoint));
  }
  return [...byPath].map(([path, declared]) => {
    const answered = new Map<string, Endpoint>(declared);
    const get = declared.get("GET");
    if (get) answered.set("HEAD", get);
    const allow = [...METHODS.filter((method) => answered.has(method)), "OPTIONS"].join(", ");
    return {
      kind: "resource",
      path,
      allow,
      cors: [...declared.values()].some(({ cors }) => cors),
      endpoints: answered,
    };
  });
}

/** Whether the body of such a request is streamed, and takes the time that it takes. */
export function isRaw(address: Address | undefined, method: string | undefined): boolean {
  return address?.value.kind === "resource" && address.value.endpoints.get(method ?? "")?.raw === true;
}

export function isEndpoints(address: Address | undefined): address is EndpointAddress {
  return address !== undefined && address.value.kind !== "page";
}

/** Never rejects. */
export async function answerApi(
  { value, params }: EndpointAddress,
  { incoming, response }: { incoming: IncomingMessage; response: ServerResponse },
): Promise<void> {
  const started = performance.now();
  const request = new ApiRequest(incoming, response);
  const { cors } = value;
  if (value.kind === "area") {
    return await answering(request, { response, started, cors, work: () => leadNowhere(request, value) });
  }
  if (request.method === "OPTIONS") {
    await send({ request: incoming, response }, { status: 204, headers: optionsHeaders(value), payload: undefined });
    return discardRest(incoming, response);
  }
  const endpoint = value.endpoints.get(request.method);
  const details = { allow: value.allow };
  const refuse = () => Promise.reject(new SealbookError("method_not_allowed", { details }));
  const work = endpoint ? () => endpoint.answer(request, params) : refuse;
  const [{ problems } = {}] = [...value.endpoints.values()];
  await answering(request, { response, started, cors, work, endpoint, problems });
}

async function leadNowhere(request: ApiRequest, { limit }: Area): Promise<never> {
  if (limit !== "none") await admitAnyone(request, limit);
  throw new SealbookError("not_found");
}

function optionsHeaders({ allow, cors }: Resource): Record<string, string> {
  if (!cors) return { allow };
  return {
    ...CORS,
    allow,
    "access-control-allow-methods": allow.replace(", OPTIONS", ""),
    // Not among what every page may send: a wallet's token, a receipt to be checked, a conditional request, a part, a resumed stream.
    "access-control-allow-headers": "authorization, content-type, if-none-match, if-range, last-event-id, range",
    "access-control-max-age": String(PREFLIGHT_SECONDS),
  };
}

async function answering(
  request: ApiRequest,
  options: {
    response: ServerResponse;
    started: number;
    cors: boolean;
    work: () => Promise<Answer>;
    endpoint?: Endpoint | undefined;
    /** Of the address, where no endpoint of it was asked for. */
    problems?: "cbor" | undefined;
  },
): Promise<void> {
  const { response, started, cors, work, endpoint, problems } = options;
  const {
    status,
    headers: given,
    payload,
  } = await work().catch((error: unknown) => refusal(error, { request, endpoint, problems }));
  const headers: Answer["headers"] = {
    "cache-control": "private, no-store",
    ...given,
    ...(request.counted ? rateLimitHeaders(request.counted.limit, request.counted.caller) : {}),
    "x-request-id": request.id,
    ...(cors ? CORS : {}),
  };
  // Where the body was never asked for, nobody can tell whether what comes next on the connection is that body.
  if (request.isBodyAwaited) headers.connection = "close";
  if (endpoint?.logged !== false) {
    logRequest({
      id: request.id,
      method: request.method,
      path: request.path,
      status,
      milliseconds: Math.round(performance.now() - started),
      address: clientAddress(request.headers),
      ...request.facts,
    });
  }
  const sent = send({ request: request.incoming, response }, { status, headers, payload });
  if (!request.isBodyKept) discardRest(request.incoming, response);
  await sent;
  // Cut by whoever took it, or by the end of the answer.
  if (request.isBodyKept) discardRest(request.incoming, response);
}

function refusal(
  error: unknown,
  {
    request,
    endpoint,
    problems,
  }: { request: ApiRequest; endpoint: Endpoint | undefined; problems: "cbor" | undefined },
): Answer {
  const problem = toProblem(error);
  request.facts.code = problem.code;
  if (problem.code === "internal") request.facts.error = describeError(error);
  const status = ERROR_STATUS[problem.code];
  if (endpoint?.refusedTo && (status === 401 || status === 403)) {
    return { status: 303, headers: { location: endpoint.refusedTo(request.search) }, payload: "" };
  }
  const isConcise = (endpoint?.problems ?? problems) === "cbor";
  const { headers, body } = (isConcise ? renderConciseProblem : renderProblem)(problem, request.headers);
  return { status, headers, payload: body };
}
