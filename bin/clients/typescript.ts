/** The description of the API as types, an interface of paths, in the form that openapi-typescript made common. */
import type { Parameter, Schema } from "#lib/features/operations/reference/types.ts";
import { type Api, isName, type Operation, referred } from "./operations.ts";

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
const HEAD = `/** Made by \`npm run generate\` from the description of the API: bin/clients/typescript.ts */
`;

export function typesOf({ operations, schemas }: Api): string {
  const byPath = Map.groupBy(operations, ({ path }) => path);
  const paths = [...byPath].map(([path, its]) => `  ${JSON.stringify(path)}: {\n${pathItem(its)}\n  };`);
  const named = Object.entries(schemas).map(([name, schema]) => `    ${name}: ${typeOf(schema)};`);
  return `${HEAD}
export interface paths {
${paths.join("\n")}
}

export interface components {
  schemas: {
${named.join("\n")}
  };
}

export type ProblemCode = components["schemas"]["Problem"]["code"];
`;
}

function pathItem(operations: readonly Operation[]): string {
  const lines = METHODS.map((method) => {
    const operation = operations.find((each) => each.method === method);
    return operation
      ? `    /** ${operation.summary} */\n    ${method}: ${operationType(operation)};`
      : `    ${method}?: never;`;
  });
  return ["    parameters: { query?: never; header?: never; path?: never; cookie?: never };", ...lines].join("\n");
}

function operationType({ parameters, body, answers, problems }: Operation): string {
  const places = (["query", "header", "path"] as const).map((place) => {
    const own = parameters.filter((each) => each.in === place);
    if (own.length === 0) return `${place}?: never`;
    const isNeeded = own.some(({ required }) => required);
    return `${place}${isNeeded ? "" : "?"}: { ${own.map(parameterType).join("; ")} }`;
  });
  const content = body && `requestBody: { content: { ${JSON.stringify(body.type)}: ${bodyType(body)} } }`;
  const responses = [
    ...answers.map(([status, types]) => {
      const contents = types.map(([type, schema]) => `${JSON.stringify(type)}: ${schema ? typeOf(schema) : "unknown"}`);
      return `${status}: { headers: { [name: string]: unknown }; content${contents.length > 0 ? `: { ${contents.join("; ")} }` : "?: never"} }`;
    }),
    ...problems
      .filter(([status]) => !answers.some(([other]) => other === status))
      .map(([status, codes]) => {
        const known = `components["schemas"]["Problem"] & { code: ${literals(codes)} }`;
        return `${status}: { headers: { [name: string]: unknown }; content: { "application/problem+json": ${known} } }`;
      }),
  ];
  const parts = [
    `parameters: { ${places.join("; ")}; cookie?: never }`,
    content ?? "requestBody?: never",
    `responses: {\n        ${responses.join(";\n        ")};\n      }`,
  ];
  return `{\n      ${parts.join(";\n      ")};\n    }`;
}

function parameterType({ name, required, schema }: Parameter): string {
  return `${memberName(name)}${required ? "" : "?"}: ${typeOf(schema)}`;
}

function bodyType({ type, schema }: NonNullable<Operation["body"]>): string {
  if (schema) return typeOf(schema, { isSent: true });
  return type === "*/*" || type.startsWith("application/octet") ? "Uint8Array | ReadableStream" : "string";
}

/** @param how isSent: a member with a default may be left out */
function typeOf(schema: Schema, how: { isSent?: boolean } = {}): string {
  const name = referred(schema);
  if (name) return `components["schemas"][${JSON.stringify(name)}]`;
  if ("const" in schema) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return literals(schema.enum);
  const either = (schema.anyOf ?? schema.oneOf) as Schema[] | undefined;
  if (either) return [...new Set(either.map((each) => `(${typeOf(each, how)})`))].join(" | ");
  if (Array.isArray(schema.type)) return schema.type.map((type) => typeOf({ ...schema, type }, how)).join(" | ");
  switch (schema.type) {
    case "string":
      return "string";
    case "integer":
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    case "null":
      return "null";
    case "array":
      return `(${typeOf((schema.items ?? {}) as Schema, how)})[]`;
    case "object":
      return objectType(schema, how);
    default:
      return "unknown";
  }
}

function objectType({ properties, required = [], additionalProperties }: Schema, how: { isSent?: boolean }): string {
  const members = Object.entries((properties ?? {}) as Record<string, Schema>).map(([name, schema]) => {
    const isNeeded = (required as string[]).includes(name) && !(how.isSent && "default" in schema);
    return `${memberName(name)}${isNeeded ? "" : "?"}: ${typeOf(schema, how)}`;
  });
  const isOpen = typeof additionalProperties === "object" && additionalProperties !== null;
  const rest =
    isOpen && Object.keys(additionalProperties).length > 0 ? typeOf(additionalProperties as Schema, how) : "unknown";
  if (members.length === 0)
    return additionalProperties === false ? "Record<string, never>" : `{ [name: string]: ${rest} }`;
  return `{ ${members.join("; ")} }`;
}

const literals = (values: readonly unknown[]): string => values.map((value) => JSON.stringify(value)).join(" | ");
const memberName = (name: string): string => (isName(name) ? name : JSON.stringify(name));
