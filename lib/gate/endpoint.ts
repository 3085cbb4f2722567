/**
 * An address of the API as a value: who may call, what goes in and comes out, and the handler. A feature exports its
 * endpoints, lib/features/all.ts lists them, and whatever depends on all of them follows from that list.
 *
 *     export const listing = endpoint(
 *       { method: "GET", path: "/api/v1/evidence", auth: "member-or-key", scope: "evidence:read", limit: RATE_LIMITS.read, query, output },
 *       async ({ actor, query }) => ({ body: await loadEvidenceList(actor, query) }),
 *     );
 *
 * In order: authenticate, limit, check scope, role and origin, parse strictly, call (once for each key of a POST), check what comes out. Errors become
 * problem documents in lib/gate/api.ts.
 */
import { z } from "zod";
import { canonicalJson } from "#lib/core/text/canonical-json.ts";
import type { Answer } from "#lib/infra/http/answer.ts";
import type { ApiRequest } from "#lib/infra/http/api-request.ts";
import { readBody, readJson, requireMediaType } from "#lib/infra/http/body.ts";
import { validated } from "#lib/infra/http/cacheable.ts";
import { idempotencyKeyOf } from "#lib/infra/http/idempotency-key.ts";
import { parseInput, queryObject } from "#lib/infra/http/input.ts";
import type { RateLimit } from "#lib/infra/http/rate-limits.ts";
import type { ApiErrorCode } from "#lib/words/error-codes.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { Permission } from "#lib/words/permissions.ts";
import type { MemberActor } from "./actor.ts";
import { actorFacts } from "./actor-facts.ts";
import { admitAnyone, admitMember, isSafe } from "./admit.ts";
import { once, requestDigest } from "./idempotency.ts";
import { keyWithin } from "./reach.ts";
import { proveMember, whileProven } from "./watch-authority.ts";

/** Enough for every JSON body of ours but receipts, which say so themselves. */
const JSON_BYTES_MAX = 64 * 1024;
const NO_QUERY = z.strictObject({});

/** HEAD and OPTIONS follow. */
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** What everybody may know of an endpoint. */
interface Address {
  method: Method;
  /** `/api/v1/evidence/{id}`; see lib/infra/http/router.ts. */
  path: string;
  /** Pages of any origin may read the answers, refusals included. WHATWG Fetch, section 3.3 (CORS protocol) */
  cors?: boolean;
  /** false: asked every few seconds by machines of the operator's, and of no interest to anybody. */
  logged?: boolean;
  /** How refusals are written; problem documents in JSON (RFC 9457) unless said. cbor: RFC 9290 */
  problems?: "cbor";
  /** Where a person who may not is led instead of being shown a problem document; takes the query. */
  refusedTo?: (search: string) => string;
}
type Access<Actor> = Actor extends undefined
  ? {
      auth: "public";
      /** Counted for each address; "none" for what must be answered whatever happens. */
      limit: RateLimit | "none";
    }
  : {
      /** member: a signed-in user; member-or-key: also an API key with `scope`. */
      auth: "member" | "member-or-key";
      scope: Permission;
      /** Counted for each user or key. */
      limit: RateLimit;
      /** The verb asks for the actor's authority once more in its own statement, so that the gate may recall it. */
      provenAgain?: boolean;
      /** It is the organisation's as a whole, and nothing for whoever acts for some of its units. */
      whole?: boolean;
      /**
       * What keeps a POST that is sent again from being done again: the gate, for requests with an Idempotency-Key (./idempotency.ts). own:
       * the verb, which keeps the key with what it makes, for ever. safe: it changes nothing.
       */
      repeats?: "own" | "safe";
    };

interface Given<Params, Query> {
  /** Path parameters; what does not fit is `not_found`, like every other address that leads nowhere. */
  params?: z.ZodType<Params>;
  /** "any": the handler looks at it itself. */
  query?: z.ZodType<Query> | "any";
}

/** What the description of the API cannot tell from the rest (lib/features/operations/reference). */
interface Described {
  /** Of answers that are no refusals; 200 unless said, and 304 for what is read. */
  statuses?: readonly number[];
  /** Media types of what is answered as `payload`. */
  produces?: readonly string[];
  /** Of a body that the handler reads from `request` itself. */
  consumes?: readonly string[];
  /** Codes besides those that follow from the declaration. */
  refuses?: readonly ApiErrorCode[];
}

interface Document<Body, Output> extends Described {
  /** JSON body. */
  body?: z.ZodType<Body>;
  bodyBytesMax?: number;
  /** A body of other media types, which the handler is given as it came; any type without `types`. */
  bytes?: { types?: readonly string[]; max: number };
  /** What the answer's body must be; a body that is not is a defect of ours. */
  output?: z.ZodType<Output>;
}

export interface EndpointInput<Params, Query, Body, Actor> {
  actor: Actor;
  params: Params;
  query: Query;
  body: Body;
  /** Empty where none is declared. */
  bytes: Uint8Array<ArrayBuffer>;
  request: ApiRequest;
}

/** `body` is answered as JSON, `payload` as it is. */
export type EndpointAnswer<Output> = { status?: number; headers?: Record<string, string> } & (
  | { body: Output }
  | Pick<Answer, "payload">
);
type Handler<Input, Output> = (input: Input) => Promise<EndpointAnswer<Output>> | EndpointAnswer<Output>;

/** What is known of an endpoint once it is declared. */
export interface Endpoint extends Address, Document<unknown, unknown>, Given<unknown, unknown> {
  auth: "public" | "member" | "member-or-key";
  scope?: Permission;
  limit: RateLimit | "none";
  repeats?: "own" | "safe";
  /** Its body is streamed by the handler, which takes the time that it takes. */
  raw: boolean;
  /** @param params of the path. @throws what the caller is told as a problem */
  answer: (request: ApiRequest, params: Record<string, string | string[]>) => Promise<Answer>;
}

type Declaration<P, Q, B, O, Actor> = Address & Access<Actor> & Given<P, Q> & Document<B, O>;

type AnyDeclaration<P, Q, B, O> = Declaration<P, Q, B, O, undefined> | Declaration<P, Q, B, O, MemberActor>;
type AnyHandler<P, Q, B, O> = Handler<EndpointInput<P, Q, B, MemberActor & undefined>, O>;

export function endpoint<P = undefined, Q = undefined, B = undefined, O = unknown>(
  declaration: Declaration<P, Q, B, O, undefined>,
  handler: Handler<EndpointInput<P, Q, B, undefined>, O>,
): Endpoint;
export function endpoint<P = undefined, Q = undefined, B = undefined, O = unknown>(
  declaration: Declaration<P, Q, B, O, MemberActor>,
  handler: Handler<EndpointInput<P, Q, B, MemberActor>, O>,
): Endpoint;
export function endpoint<P, Q, B, O>(
  declaration: AnyDeclaration<P, Q, B, O>,
  handler: AnyHandler<P, Q, B, O>,
): Endpoint {
  return declared(declaration, handler);
}

/**
 * An endpoint whose handler reads the body from `request.incoming` itself, as a stream of any length and for as long as it
 * takes; it calls `request.askForBody()` once it is clear that its sender may send it.
 */
export function rawEndpoint<P = undefined, Q = undefined, O = unknown>(
  declaration: Declaration<P, Q, undefined, O, undefined>,
  handler: Handler<EndpointInput<P, Q, undefined, undefined>, O>,
): Endpoint;
export function rawEndpoint<P = undefined, Q = undefined, O = unknown>(
  declaration: Declaration<P, Q, undefined, O, MemberActor>,
  handler: Handler<EndpointInput<P, Q, undefined, MemberActor>, O>,
): Endpoint;
export function rawEndpoint<P, Q, O>(
  declaration: AnyDeclaration<P, Q, undefined, O>,
  handler: AnyHandler<P, Q, undefined, O>,
): Endpoint {
  return { ...declared(declaration, handler), raw: true };
}

function declared<P, Q, B, O>(declaration: AnyDeclaration<P, Q, B, O>, handler: AnyHandler<P, Q, B, O>): Endpoint {
  const { body: schema, output } = declaration;
  return {
    ...declaration,
    raw: false,
    async answer(request, given) {
      const actor = await admit(request, declaration);
      const work = async () => {
        const place = parse({ request, given }, declaration);
        const key = keyOf({ request, actor }, declaration);
        const { json, bytes } = await readDeclared(request, declaration);
        const body = (schema ? parseInput(schema, json) : undefined) as B;
        // The overloads promise an actor to handlers of members' endpoints, and `admit` has proven one for them.
        const input = { actor: actor as MemberActor & undefined, ...place, body, bytes, request };
        const handle = async () => marked(inFull(request, await handler(input), output), actor);
        if (!actor || key === undefined) return await handle();
        const { path, search } = request;
        const sha256 = requestDigest([path, search, json === undefined ? bytes : canonicalJson(json)]);
        const operation = `${declaration.method} ${declaration.path}`;
        return await once({ organisationId: actor.organisationId, operation, key, sha256 }, handle);
      };
      if (!actor || declaration.auth === "public") return await work();
      const { scope } = declaration;
      return await whileProven({ request, prove: () => proveMember(request, { actor, scope }) }, work);
    },
  };
}

/** The key under which the gate does the request once; undefined where it is not for the gate to do. @throws {SealbookError} `invalid_field` */
function keyOf(
  { request, actor }: { request: ApiRequest; actor: MemberActor | undefined },
  declaration: { method: Method; repeats?: "own" | "safe" },
) {
  if (declaration.method !== "POST" || !actor) return undefined;
  const key = keyWithin(actor, idempotencyKeyOf(request));
  return declaration.repeats === undefined ? key : undefined;
}

async function readDeclared(
  request: ApiRequest,
  { body, bodyBytesMax = JSON_BYTES_MAX, bytes }: Document<unknown, unknown>,
): Promise<{ json?: unknown; bytes: Uint8Array<ArrayBuffer> }> {
  if (bytes?.types) requireMediaType(request.headers, bytes.types);
  if (bytes) return { bytes: new Uint8Array(await readBody(request, bytes.max)) };
  return { json: body && (await readJson(request, bodyBytesMax)), bytes: new Uint8Array() };
}

async function admit(
  request: ApiRequest,
  declaration: Access<undefined> | Access<MemberActor>,
): Promise<MemberActor | undefined> {
  if (declaration.auth === "public") {
    if (declaration.limit !== "none") await admitAnyone(request, declaration.limit);
    return undefined;
  }
  const actor = await admitMember(request, declaration);
  Object.assign(request.facts, actorFacts(actor));
  return actor;
}

function parse<P, Q>(
  { request, given }: { request: ApiRequest; given: Record<string, string | string[]> },
  { params, query = NO_QUERY as unknown as z.ZodType<Q> }: Given<P, Q>,
): { params: P; query: Q } {
  const path = params?.safeParse(given);
  if (path?.success === false) throw new SealbookError("not_found");
  const read = query === "any" ? undefined : parseInput(query, queryObject(request.search));
  return { params: path?.data as P, query: read as Q };
}

/** Whatever a test key is answered says so. */
function marked(answer: Answer, actor: MemberActor | undefined): Answer {
  return actor?.test ? { ...answer, headers: { ...answer.headers, "sealbook-test": "true" } } : answer;
}

function inFull<O>(request: ApiRequest, answer: EndpointAnswer<O>, output: z.ZodType<O> | undefined): Answer {
  const { status = 200, headers: given = {} } = answer;
  if ("payload" in answer) return { status, headers: given, payload: answer.payload };
  const payload = JSON.stringify(output ? output.parse(answer.body) : answer.body);
  const headers = { "content-type": "application/json", ...given };
  // What says that nobody is to keep it is not asked for again by its name.
  return status === 200 && isSafe(request.method) && given["cache-control"] !== "no-store"
    ? validated(request, { headers, payload })
    : { status, headers, payload };
}
