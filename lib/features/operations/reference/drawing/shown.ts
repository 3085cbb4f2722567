/** The description as pages show it: every operation with what goes in, what comes out, and who may. */
import { type ApiDescription, type Operation, type Reference, TAGS, type Tag } from "../types.ts";
import { boundsOf, type Member, membersOf, typeOf } from "./members.ts";

export interface ShownParameter extends Member {
  in: "path" | "query" | "header";
  description: string;
}

export interface ShownAnswer {
  status: string;
  description: string;
  types: string[];
  members: Member[];
}

export interface ShownOperation {
  id: string;
  method: string;
  path: string;
  summary: string;
  tag: Tag;
  /** The scope of a key; the permission of who is signed in; nobody has to say who they are. */
  who: { key?: string; member?: string };
  /** Requests in so many seconds, for each account or address. */
  limit?: { requests: number; seconds: number; per: "account" | "address" };
  cors: boolean;
  parameters: ShownParameter[];
  body?: { types: string[]; members: Member[]; required: boolean };
  answers: ShownAnswer[];
  /** Codes of refusals, by status. */
  refusals: { status: string; codes: string[] }[];
}

export interface ShownArea {
  tag: Tag;
  description: string;
  operations: ShownOperation[];
}

const PROBLEM_TYPE = "application/problem+json";

export function showApi(description: ApiDescription): ShownArea[] {
  const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => show({ path, method, operation }, description)),
  );
  return TAGS.map((tag) => ({
    tag,
    description: description.tags.find(({ name }) => name === tag)?.description ?? "",
    operations: operations.filter((operation) => operation.tag === tag),
  }));
}

function show(
  { path, method, operation }: { path: string; method: string; operation: Operation },
  { components }: ApiDescription,
): ShownOperation {
  const { operationId, summary, tags, security, requestBody, responses } = operation;
  const limit = operation["x-rate-limit"];
  const key = security.find((each) => each.key)?.key?.[0];
  const member = security.find((each) => each.session)?.session?.[0];
  return {
    ...{ id: operationId, method: method.toUpperCase(), path, summary, tag: tags[0] as Tag },
    who: { ...(key !== undefined && { key }), ...(member !== undefined && { member }) },
    ...(limit && { limit: { requests: limit.requests, seconds: limit.windowSeconds, per: limit.per } }),
    cors: operation["x-cors"] === true,
    parameters: (operation.parameters ?? []).map((given) => parameterOf(given, components)),
    ...(requestBody && {
      body: {
        required: requestBody.required,
        types: Object.keys(requestBody.content),
        members: membersOf(Object.values(requestBody.content)[0]?.schema, components.schemas),
      },
    }),
    ...answersOf(responses, components),
  };
}

function parameterOf(
  given: NonNullable<Operation["parameters"]>[number],
  { parameters }: ApiDescription["components"],
) {
  const name = "$ref" in given ? (given.$ref.split("/").at(-1) ?? "") : "";
  const found = "$ref" in given ? parameters[name] : given;
  if (!found) throw new Error(`The description names a parameter ${name} that it does not have.`);
  const { schema, description = "", required = false } = found;
  return { path: found.name, in: found.in, description, required, type: typeOf(schema), bounds: boundsOf(schema) };
}

function answersOf(responses: Operation["responses"], { schemas }: ApiDescription["components"]) {
  const answers: ShownAnswer[] = [];
  const refusals: ShownOperation["refusals"] = [];
  for (const [status, { description, content = {} }] of Object.entries(responses)) {
    const codes = codesIn(content[PROBLEM_TYPE]?.schema);
    if (codes.length > 0) refusals.push({ status, codes });
    const types = Object.keys(content).filter((type) => type !== PROBLEM_TYPE);
    if (codes.length > 0 && types.length === 0) continue;
    const json = Object.entries(content).find(([type]) => type === "application/json")?.[1].schema;
    answers.push({
      status,
      description: codes.length > 0 ? "" : description,
      types,
      members: membersOf(json, schemas),
    });
  }
  return { answers, refusals };
}

function codesIn(schema: { [keyword: string]: unknown } | Reference | undefined): string[] {
  const properties = (schema as { properties?: { code?: { enum?: string[] } } } | undefined)?.properties;
  return properties?.code?.enum ?? [];
}
