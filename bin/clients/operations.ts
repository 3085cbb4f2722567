/** The description of the API as those need it who write clients: each operation with its parts in one place. */
import { endpoints } from "#lib/features/all.ts";
import { describeApi } from "#lib/features/operations/reference/drawing/openapi.ts";
import type { ApiDescription, Parameter, Schema } from "#lib/features/operations/reference/types.ts";

export interface Operation {
  id: string;
  method: string;
  path: string;
  summary: string;
  parameters: Parameter[];
  /** Media type and, of JSON, its schema. */
  body: { type: string; schema: Schema | undefined } | undefined;
  /** By status, refusals left out: media types with their schemas. */
  answers: [status: string, content: [type: string, schema: Schema | undefined][]][];
  /** By status: codes of its problems. */
  problems: [status: string, codes: string[]][];
}

export interface Api {
  operations: Operation[];
  schemas: Record<string, Schema>;
}

const PROBLEM = "application/problem+json";

/** What a program may rely on: all but what the product's own pages ask for. */
export function readApi(description: ApiDescription = describeApi(endpoints, "en")): Api {
  const { parameters: shared, schemas } = description.components;
  const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]): Operation[] => {
      if (operation.tags.includes("pages")) return [];
      const parameters = (operation.parameters ?? []).map((each) =>
        "$ref" in each ? (shared[each.$ref.split("/").at(-1) ?? ""] as Parameter) : each,
      );
      const [body] = Object.entries(operation.requestBody?.content ?? {});
      const answers = Object.entries(operation.responses).map(([status, { content = {} }]) => {
        const known = Object.entries(content).filter(([type]) => type !== PROBLEM);
        return [
          status,
          known.map(([type, { schema }]) => [type, schema as Schema | undefined]),
        ] as Operation["answers"][0];
      });
      return [
        {
          ...{ id: operation.operationId, method, path, summary: operation.summary, parameters },
          body: body && { type: body[0], schema: body[1].schema as Schema | undefined },
          answers: answers.filter(([status, content]) => Number(status) < 400 || content.length > 0),
          problems: Object.entries(operation.responses).flatMap(([status, { content }]) => {
            const schema = content?.[PROBLEM]?.schema as { properties?: { code?: { enum?: string[] } } } | undefined;
            const codes = schema?.properties?.code?.enum;
            return codes ? [[status, codes] as [string, string[]]] : [];
          }),
        },
      ];
    }),
  );
  return { operations, schemas: schemas as Record<string, Schema> };
}

/** What stands in a name of a type, a record or a member: no other language takes a dash. */
export function isName(text: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(text);
}

/** The last part of `#/components/schemas/NAME`. */
export function referred({ $ref }: Schema): string | undefined {
  return typeof $ref === "string" ? $ref.split("/").at(-1) : undefined;
}
