/** JSON Schemas of the zod schemas that parse requests and answers. */
import { z } from "zod";
import type { Parameter, Reference, Schema } from "../types.ts";

const DEFS = "#/$defs/";
const COMPONENTS = "#/components/schemas/";

/** Named schemas (`.meta({ id })`), once each. */
export class Schemas {
  readonly components: Record<string, Schema> = {};

  /** @param io input: as it is sent to us; output: as we answer */
  of(schema: z.ZodType, io: "input" | "output"): Schema {
    const made = z.toJSONSchema(schema, {
      io,
      // What has no form in JSON Schema was parsed out of something that has.
      unrepresentable: "any",
      target: "draft-2020-12",
    }) as Schema;
    const { $schema: _, $defs = {}, ...rest } = made;
    for (const [name, definition] of Object.entries($defs as Record<string, Schema>)) {
      this.#add(name, referring(definition) as Schema);
    }
    return referring(rest) as Schema;
  }

  /** Each member of an object schema as a parameter. */
  parametersOf(schema: z.ZodType, place: "path" | "query"): Parameter[] {
    const { properties = {}, required = [] } = this.of(schema, "input");
    return Object.entries(properties as Record<string, Schema>).map(([name, { description: _, ...property }]) => ({
      name,
      in: place,
      ...((place === "path" || (required as string[]).includes(name)) && { required: true }),
      schema: property,
    }));
  }

  #add(name: string, schema: Schema): void {
    const { id: _, ...rest } = schema;
    const known = this.components[name];
    if (known && JSON.stringify(known) !== JSON.stringify(rest)) {
      throw new Error(`The schema ${name} is one when it is sent and another when it is answered: give each a name.`);
    }
    this.components[name] = rest;
  }
}

export function componentRef(kind: "headers" | "parameters" | "schemas", name: string): Reference {
  return { $ref: `#/components/${kind}/${name}` };
}

/** The same with definitions as components, and without what only zod understands. */
function referring(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(referring);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) =>
    key === "$ref" && typeof inner === "string" ? [key, inner.replace(DEFS, COMPONENTS)] : [key, referring(inner)],
  );
  return Object.fromEntries(entries);
}
