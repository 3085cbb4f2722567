/** A schema as rows of a table: each member by its path, its type and what holds of it. */
import type { ApiDescription, Reference, Schema } from "../types.ts";

export interface Member {
  /** `entry.index`, `records[].id`; empty for the value itself. */
  path: string;
  /** As JSON Schema says it, in short: `string (uuid)`, `"a" | "b"`, `object[]`. */
  type: string;
  required: boolean;
  /** Bounds, default, pattern: `≥ 1`, `≤ 100`, `= 50`. */
  bounds: string[];
}

/** What lies deeper is in the description itself. */
const DEPTH_MAX = 3;
const MEMBERS_MAX = 80;
const CHOICES_SHOWN_MAX = 12;
const PATTERN_CHARS_MAX = 60;

/** @param schemas those that the description names */
export function membersOf(
  schema: Schema | Reference | undefined,
  schemas: ApiDescription["components"]["schemas"],
): Member[] {
  const members: Member[] = [];
  const follow = (given: unknown): Schema => {
    const found = (given ?? {}) as Schema;
    const name = typeof found.$ref === "string" ? found.$ref.split("/").at(-1) : undefined;
    return name === undefined ? found : (schemas[name] ?? {});
  };
  const walk = (given: unknown, place: { path: string; depth: number }): void => {
    const whole = follow(given);
    for (const part of variantsOf(whole)) {
      const found = follow(part);
      if (found.items) walk(found.items, { path: `${place.path}[]`, depth: place.depth });
      for (const [name, inner] of Object.entries((found.properties ?? {}) as Record<string, Schema>)) {
        const path = place.path ? `${place.path}.${name}` : name;
        if (members.length >= MEMBERS_MAX || members.some((member) => member.path === path)) continue;
        const member = follow(inner);
        const required = ((found.required ?? []) as string[]).includes(name);
        members.push({ path, type: typeOf(member, follow), required, bounds: boundsOf(member) });
        if (place.depth < DEPTH_MAX) walk(member, { path, depth: place.depth + 1 });
      }
    }
  };
  walk(schema, { path: "", depth: 1 });
  return members;
}

function variantsOf(schema: Schema): unknown[] {
  const inner = (schema.anyOf ?? schema.oneOf ?? schema.allOf) as unknown[] | undefined;
  return inner ? [schema, ...inner] : [schema];
}

export function typeOf(schema: Schema, follow: (given: unknown) => Schema = (given) => given as Schema): string {
  if ("const" in schema) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) {
    const shown = schema.enum.slice(0, CHOICES_SHOWN_MAX).map((each) => JSON.stringify(each));
    return [...shown, ...(schema.enum.length > CHOICES_SHOWN_MAX ? ["…"] : [])].join(" | ");
  }
  const choices = (schema.anyOf ?? schema.oneOf) as unknown[] | undefined;
  if (choices) return [...new Set(choices.map((each) => typeOf(follow(each), follow)))].join(" | ");
  if (schema.type === "array") return `${typeOf(follow(schema.items ?? {}), follow)}[]`;
  const type = Array.isArray(schema.type) ? schema.type.join(" | ") : String(schema.type ?? "any");
  return schema.format === undefined ? type : `${type} (${schema.format})`;
}

export function boundsOf(schema: Schema): string[] {
  const said: [unknown, (value: unknown) => string][] = [
    [schema.minimum ?? schema.minLength ?? schema.minItems, (value) => `≥ ${value}`],
    [schema.maximum ?? schema.maxLength ?? schema.maxItems, (value) => `≤ ${value}`],
    [schema.default, (value) => `= ${JSON.stringify(value)}`],
    [schema.format === undefined ? schema.pattern : undefined, (value) => `${value}`.slice(0, PATTERN_CHARS_MAX)],
  ];
  // The largest whole number that JSON carries bounds nothing.
  return said.flatMap(([value, say]) =>
    value === undefined || value === Number.MAX_SAFE_INTEGER || value === -Number.MAX_SAFE_INTEGER ? [] : [say(value)],
  );
}
