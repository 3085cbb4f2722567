/** The description of the API, made of what parses the requests and checks the answers. */
import { publicUrl } from "#lib/env.ts";
import type { Endpoint } from "#lib/gate/endpoint.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { idempotencyKeySchema } from "#lib/infra/http/idempotency-key.ts";
import { API_ERRORS, type ApiErrorCode } from "#lib/words/error-codes.ts";
import { ERROR_STATUS } from "#lib/words/errors.ts";
import {
  type ApiDescription,
  type Content,
  type Operation,
  type Parameter,
  type ResponseDescription,
  TAGS,
} from "../types.ts";
import { operationIdOf, tagOf } from "./names.ts";
import { codesOf, takesKey } from "./problems.ts";
import { componentRef, Schemas } from "./schemas.ts";
import { ABOUT, type Words, wordsOf } from "./words.ts";

/** Of the API, not of the product: it changes with what clients must know. */
export const API_VERSION = "1.0.0";
const JSON_TYPE = "application/json";
const PROBLEM_TYPES = { json: "application/problem+json", cbor: "application/concise-problem-details+cbor" } as const;
const TEXT = { type: "string" } as const;
const EVERY_ANSWER = ["X-Request-Id", "RateLimit", "RateLimit-Policy"] as const;

/** @param endpoints all that there are */
export function describeApi(endpoints: readonly Endpoint[], locale: Locale): ApiDescription {
  const words = wordsOf(locale);
  const schemas = new Schemas();
  const paths: ApiDescription["paths"] = {};
  for (const endpoint of endpoints) {
    const path = endpoint.path.replace("...}", "}");
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operationOf(endpoint, { words, schemas }) };
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "Sealbook",
      version: API_VERSION,
      summary: words.t("reference.lead"),
      description: ABOUT.map((part) => `## ${words.about(part).title}\n\n${words.about(part).text}`).join("\n\n"),
    },
    servers: [{ url: publicUrl }],
    tags: TAGS.map((name) => ({ name, description: words.tag(name) })),
    paths,
    components: {
      schemas: { ...schemas.components, Problem: problemSchema() },
      headers: headers(words),
      parameters: {
        IdempotencyKey: {
          ...{ name: "Idempotency-Key", in: "header", description: words.t("reference.headers.idempotencyKey") },
          schema: schemas.of(idempotencyKeySchema, "input"),
        },
        IfNoneMatch: {
          ...{ name: "If-None-Match", in: "header", description: words.t("reference.headers.ifNoneMatch") },
          schema: TEXT,
        },
      },
      securitySchemes: {
        key: { type: "http", scheme: "bearer", description: words.t("reference.security.key") },
        session: {
          ...{ type: "apiKey", in: "cookie", name: "sealbook.session" },
          description: words.t("reference.security.session"),
        },
      },
    },
  };
}

interface Drawing {
  words: Words;
  schemas: Schemas;
}

function operationOf(endpoint: Endpoint, drawing: Drawing): Operation {
  const { auth, cors, limit, scope = "" } = endpoint;
  const parameters = parametersOf(endpoint, drawing);
  const body = requestBodyOf(endpoint, drawing);
  return {
    operationId: operationIdOf(endpoint),
    summary: drawing.words.operation(endpoint),
    tags: [tagOf(endpoint)],
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: body }),
    responses: together(answersOf(endpoint, drawing), refusalsOf(endpoint, drawing)),
    security: auth === "public" ? [] : [...(auth === "member" ? [] : [{ key: [scope] }]), { session: [scope] }],
    ...(limit !== "none" && {
      "x-rate-limit": {
        ...{ name: limit.name, requests: limit.requests, windowSeconds: limit.windowSeconds },
        per: auth === "public" ? "address" : "account",
      },
    }),
    ...(cors && { "x-cors": true }),
  };
}

function parametersOf(endpoint: Endpoint, { schemas, words }: Drawing): NonNullable<Operation["parameters"]> {
  const { params, path, query } = endpoint;
  const known = params ? schemas.parametersOf(params, "path") : [];
  const inPath = [...path.matchAll(/\{(\w+)/g)].map(
    ([, name = ""]): Parameter =>
      known.find((each) => each.name === name) ?? { name, in: "path", required: true, schema: TEXT },
  );
  const inQuery = query && query !== "any" ? schemas.parametersOf(query, "query") : [];
  return [
    ...[...inPath, ...inQuery].map((each) => {
      const description = words.parameter(each.name);
      return description === undefined ? each : { ...each, description };
    }),
    ...(takesKey(endpoint) ? [componentRef("parameters", "IdempotencyKey")] : []),
    ...(endpoint.method === "GET" ? [componentRef("parameters", "IfNoneMatch")] : []),
  ];
}

function requestBodyOf({ body, bytes, consumes }: Endpoint, { schemas }: Drawing): Operation["requestBody"] {
  if (body) return { required: true, content: { [JSON_TYPE]: { schema: schemas.of(body, "input") } } };
  const types = bytes ? (bytes.types ?? ["application/octet-stream"]) : consumes;
  return types && { required: true, content: Object.fromEntries(types.map((type) => [type, {}])) };
}

function answersOf(endpoint: Endpoint, { schemas, words }: Drawing): Operation["responses"] {
  const { method, output, produces = [], statuses = [200] } = endpoint;
  const content: Content = Object.fromEntries(produces.map((type) => [type, {}]));
  if (output) content[JSON_TYPE] = { schema: schemas.of(output, "output") };
  const isValidated = method === "GET" && statuses.includes(200);
  const all = isValidated ? [...new Set([...statuses, 304])] : statuses;
  return Object.fromEntries(
    all.toSorted().map((status): [string, ResponseDescription] => {
      const names = [
        ...EVERY_ANSWER,
        ...(isValidated && status < 400 ? ["ETag"] : []),
        ...(status === 201 || status === 202 || status === 303 ? ["Location"] : []),
        ...(status === 202 ? ["Retry-After"] : []),
        ...(takesKey(endpoint) && endpoint.repeats === undefined ? ["Idempotent-Replayed"] : []),
      ];
      const isEmpty = status === 204 || status === 303 || status === 304 || Object.keys(content).length === 0;
      return [
        `${status}`,
        { description: words.status(status), headers: headerRefs(names), ...(isEmpty ? {} : { content }) },
      ];
    }),
  );
}

/** A status with which an answer and a refusal are given has both. */
function together(answers: Operation["responses"], refusals: Operation["responses"]): Operation["responses"] {
  const both = Object.entries(refusals).map(([status, refusal]): [string, ResponseDescription] => {
    const answer = answers[status];
    if (!answer) return [status, refusal];
    const description = `${answer.description}; ${refusal.description}`;
    return [status, { ...refusal, description, content: { ...answer.content, ...refusal.content } }];
  });
  return { ...answers, ...Object.fromEntries(both) };
}

function refusalsOf(endpoint: Endpoint, { words }: Drawing): Operation["responses"] {
  if (endpoint.refusedTo) {
    // Who may not is led to a page that says so.
    return {
      "303": { description: words.status(303), headers: headerRefs([...EVERY_ANSWER, "Location"]) },
      ...problems(endpoint, words),
    };
  }
  return problems(endpoint, words);
}

function problems(endpoint: Endpoint, words: Words): Operation["responses"] {
  const byStatus = new Map<number, ApiErrorCode[]>();
  for (const code of codesOf(endpoint)) {
    const status = ERROR_STATUS[code];
    if (endpoint.refusedTo && (status === 401 || status === 403)) continue;
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const type = PROBLEM_TYPES[endpoint.problems ?? "json"];
  return Object.fromEntries(
    [...byStatus].map(([status, codes]): [string, ResponseDescription] => [
      `${status}`,
      {
        description: codes.map((code) => `\`${code}\`: ${words.problem(code)}`).join("; "),
        headers: headerRefs([...EVERY_ANSWER, ...(status === 429 || status === 503 ? ["Retry-After"] : [])]),
        content: {
          [type]:
            type === PROBLEM_TYPES.json
              ? { schema: { allOf: [componentRef("schemas", "Problem")], properties: { code: { enum: codes } } } }
              : {},
        },
      },
    ]),
  );
}

const headerRefs = (names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, componentRef("headers", name)]));

/** RFC 9457, with our own members. */
function problemSchema() {
  return {
    type: "object",
    required: ["type", "title", "status", "detail", "code"],
    properties: {
      type: { type: "string", format: "uri" },
      ...{ title: TEXT, status: { type: "integer" }, detail: TEXT },
      code: { enum: Object.keys(API_ERRORS) },
      ...{ field: TEXT, line: { type: "integer" } },
      lines: {
        type: "array",
        items: {
          type: "object",
          required: ["line", "code", "title", "detail"],
          properties: { line: { type: "integer" }, code: TEXT, field: TEXT, title: TEXT, detail: TEXT },
        },
      },
    },
  };
}

function headers({ t }: Words): ApiDescription["components"]["headers"] {
  return {
    "X-Request-Id": { description: t("reference.headers.requestId"), schema: { type: "string", format: "uuid" } },
    RateLimit: { description: t("reference.headers.rateLimit"), schema: TEXT },
    "RateLimit-Policy": { description: t("reference.headers.rateLimitPolicy"), schema: TEXT },
    "Retry-After": { description: t("reference.headers.retryAfter"), schema: { type: "integer" } },
    ETag: { description: t("reference.headers.etag"), schema: TEXT },
    Location: { description: t("reference.headers.location"), schema: { type: "string", format: "uri-reference" } },
    "Idempotent-Replayed": { description: t("reference.headers.replayed"), schema: { const: "true" } },
  };
}
