/**
 * A route handler as a declaration: who may call, what goes in and comes out; the wrapper does the rest.
 *
 *     export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = methods({
 *       GET: route({ auth: "member-or-key", scope: "evidence:read", limit: RATE_LIMITS.read, query, output },
 *         async ({ actor, query }) => ({ body: await listEvidence(actor, query) })),
 *     });
 *
 * In order: authenticate, limit, check scope, role and origin, parse strictly, call, check what comes out, answer
 * errors as problem documents in the caller's language, and log one wide line.
 */
import { z } from "zod";
import type { Locale } from "#lib/i18n/locale.ts";
import { readJson } from "#lib/infra/http/body.ts";
import { clientAddress } from "#lib/infra/http/headers.ts";
import { parseInput, queryObject } from "#lib/infra/http/input.ts";
import { requestLocale } from "#lib/infra/http/locale.ts";
import { describeError, logRequest, type RequestFacts } from "#lib/infra/http/log.ts";
import { problemResponse, toProblem } from "#lib/infra/http/problems.ts";
import { RATE_LIMITS, type RateLimit } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { MemberActor } from "./actor.ts";
import { actorFacts } from "./actor-facts.ts";
import { admitAnyone, admitMember } from "./admit.ts";
import type { Permission } from "./may.ts";

/** Enough for every JSON body of ours but receipts, which say so themselves. */
const JSON_BYTES_MAX = 64 * 1024;
const NO_QUERY = z.strictObject({});

interface Shape<Params, Query, Body, Output> {
  limit: RateLimit;
  /** Path parameters; what does not fit is `not_found`, like every other address that leads nowhere. */
  params?: z.ZodType<Params>;
  query?: z.ZodType<Query>;
  /** JSON body. A handler that reads another kind of body takes it from `request`, bounded. */
  body?: z.ZodType<Body>;
  bodyBytesMax?: number;
  /** What the answer's body must be; a body that is not is a defect of ours. */
  output?: z.ZodType<Output>;
}

export type PublicDeclaration<Params, Query, Body, Output> = Shape<Params, Query, Body, Output> & { auth: "public" };
/** member: a signed-in user; member-or-key: also an API key with `scope`. */
export type MemberDeclaration<Params, Query, Body, Output> = Shape<Params, Query, Body, Output> & {
  auth: "member" | "member-or-key";
  scope: Permission;
};
type Declaration<Params, Query, Body, Output> =
  | PublicDeclaration<Params, Query, Body, Output>
  | MemberDeclaration<Params, Query, Body, Output>;

export interface RouteInput<Params, Query, Body, Actor> {
  actor: Actor;
  params: Params;
  query: Query;
  body: Body;
  locale: Locale;
  request: Request;
}

/** `body` is answered as JSON; a whole Response is answered as it is. */
export type RouteAnswer<Output> = Response | { status?: number; headers?: Record<string, string>; body: Output };
type Answering<Input, Output> = (input: Input) => Promise<RouteAnswer<Output>> | RouteAnswer<Output>;

/** What Next calls. */
export type RouteHandler = (request: Request, context: RouteContext) => Promise<Response>;
export interface RouteContext {
  params: Promise<Record<string, string | string[] | undefined>>;
}

export function route<P = undefined, Q = undefined, B = undefined, O = unknown>(
  declaration: PublicDeclaration<P, Q, B, O>,
  handler: Answering<RouteInput<P, Q, B, undefined>, O>,
): RouteHandler;
export function route<P = undefined, Q = undefined, B = undefined, O = unknown>(
  declaration: MemberDeclaration<P, Q, B, O>,
  handler: Answering<RouteInput<P, Q, B, MemberActor>, O>,
): RouteHandler;
export function route<P, Q, B, O>(
  declaration: Declaration<P, Q, B, O>,
  handler: Answering<RouteInput<P, Q, B, MemberActor & undefined>, O>,
): RouteHandler {
  return (request, context) =>
    answering(request, async (line) => {
      const actor = await admit(request, declaration, line);
      const input = await parse(request, context, declaration);
      const locale = requestLocale(request.headers);
      // The overloads promise an actor to handlers of members' routes, and `admit` has proven one for them.
      const answer = await handler({ ...input, actor: actor as MemberActor & undefined, locale, request });
      if (answer instanceof Response) return answer;
      const body = declaration.output ? declaration.output.parse(answer.body) : answer.body;
      return Response.json(body, { status: answer.status ?? 200, headers: answer.headers });
    });
}

async function admit<P, Q, B, O>(
  request: Request,
  declaration: Declaration<P, Q, B, O>,
  line: RequestFacts,
): Promise<MemberActor | undefined> {
  if (declaration.auth === "public") {
    await admitAnyone(request.headers, declaration.limit);
    return undefined;
  }
  const actor = await admitMember(request, declaration);
  Object.assign(line, actorFacts(actor));
  return actor;
}

async function parse<P, Q, B, O>(
  request: Request,
  context: RouteContext,
  { params, query, body, bodyBytesMax = JSON_BYTES_MAX }: Declaration<P, Q, B, O>,
): Promise<{ params: P; query: Q; body: B }> {
  const path = params?.safeParse(await context.params);
  if (path?.success === false) throw new SealbookError("not_found");
  const given = queryObject(new URL(request.url).searchParams);
  return {
    params: path?.data as P,
    query: parseInput(query ?? NO_QUERY, given) as Q,
    body: (body ? parseInput(body, await readJson(request, bodyBytesMax)) : undefined) as B,
  };
}

async function answering(request: Request, work: (line: RequestFacts) => Promise<Response>): Promise<Response> {
  const started = performance.now();
  const facts: RequestFacts = {};
  const response = await work(facts).catch((error: unknown) => {
    const problem = toProblem(error);
    facts.code = problem.code;
    if (problem.code === "internal") facts.error = describeError(error);
    return problemResponse(problem, request.headers);
  });
  if (!response.headers.has("cache-control")) response.headers.set("cache-control", "private, no-store");
  response.headers.set("x-content-type-options", "nosniff");
  logRequest({
    method: request.method,
    path: new URL(request.url).pathname,
    status: response.status,
    milliseconds: Math.round(performance.now() - started),
    address: clientAddress(request.headers),
    ...facts,
  });
  return response;
}

const notFound: RouteHandler = (request) =>
  answering(request, async () => {
    await admitAnyone(request.headers, RATE_LIMITS.public);
    throw new SealbookError("not_found");
  });

/** The handlers of addresses that lead nowhere, whatever the method. */
export const nowhere = {
  GET: notFound,
  HEAD: notFound,
  POST: notFound,
  PUT: notFound,
  PATCH: notFound,
  DELETE: notFound,
  OPTIONS: notFound,
};

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;
type Method = (typeof METHODS)[number];

/** A handler for every method: those given, and a `method_not_allowed` problem that lists them. RFC 9110 section 15.5.6 */
export function methods(given: Partial<Record<Exclude<Method, "HEAD" | "OPTIONS">, RouteHandler>>) {
  const allowed = METHODS.filter((method) => method in given || (method === "HEAD" && "GET" in given));
  const allow = [...allowed, "OPTIONS"].join(", ");
  const refuse: RouteHandler = (request) =>
    answering(request, () => Promise.reject(new SealbookError("method_not_allowed", { details: { allow } })));
  const head: RouteHandler = async (request, context) => {
    const response = await (given.GET ?? refuse)(request, context);
    await response.body?.cancel();
    return new Response(null, { status: response.status, headers: response.headers });
  };
  const options: RouteHandler = async () => new Response(null, { status: 204, headers: { allow } });
  const { GET = refuse, POST = refuse, PUT = refuse, PATCH = refuse, DELETE = refuse } = given;
  return { GET, HEAD: head, POST, PUT, PATCH, DELETE, OPTIONS: options };
}
