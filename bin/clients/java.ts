/** The description of the API as Java 17: a method an operation, a record a shape. What it stands on is in clients/java. */
import type { Schema } from "#lib/features/operations/reference/types.ts";
import { type Api, type Operation, referred } from "./operations.ts";

/** Words of the language, and methods that every object has. */
const TAKEN = new Set(
  `abstract assert boolean break byte case catch char class const continue default do double else enum extends final finally float for goto if
  implements import instanceof int interface long native new package private protected public return short static strictfp super switch
  synchronized this throw throws transient try void volatile while true false null record clone finalize getClass hashCode notify notifyAll
  toString wait json of none`.split(/\s+/),
);

/** A type, and how its value is made of JSON; records write themselves. */
interface Kind {
  type: string;
  /** @param value an expression of the value as parsed */
  read: (value: string) => string;
}

const TEXT: Kind = { type: "String", read: (value) => `Json.text(${value})` };
const ANY: Kind = { type: "Object", read: (value) => value };

export function javaOf({ operations, schemas }: Api): string {
  const records = new Records(schemas);
  const methods = operations.map((operation) => methodOf(operation, records));
  return `// Made from the description of the API: bin/clients/java.ts
package sealbook.client;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every operation of the API. */
public class Api extends Transport {
  Api(String url, String key, String once) {
    super(url, key, once);
  }

${[...methods, ...records.sources].join("\n\n")}
}
`;
}

/** The records of all shapes, each under a name of its own. */
class Records {
  readonly sources: string[] = [];
  readonly #names = new Set<string>();
  readonly #schemas: Record<string, Schema>;

  constructor(schemas: Record<string, Schema>) {
    this.#schemas = schemas;
  }

  /** @param name of its record, where it needs one */
  kindOf(schema: Schema, name: string): Kind {
    const component = referred(schema);
    if (component) return this.#record(this.#schemas[component] ?? {}, component);
    if (typeof schema.const === "string" || isTexts(schema.enum)) return TEXT;
    switch (typeof schema.const === "number" ? "number" : schema.type) {
      case "string":
        return TEXT;
      case "integer":
        return { type: "Long", read: (value) => `Json.integer(${value})` };
      case "number":
        return { type: "BigDecimal", read: (value) => `Json.number(${value})` };
      case "boolean":
        return { type: "Boolean", read: (value) => `Json.flag(${value})` };
      case "array":
        return listOf("List", "list", this.kindOf((schema.items ?? {}) as Schema, `${name}Item`));
      case "object":
        return this.#objectKind(schema, name);
      default:
        return ANY;
    }
  }

  #objectKind(schema: Schema, name: string): Kind {
    if (Object.keys((schema.properties ?? {}) as object).length > 0) return this.#record(schema, name);
    const { additionalProperties: rest } = schema;
    if (rest === false) return this.#record(schema, name);
    const each = typeof rest === "object" && rest !== null ? this.kindOf(rest as Schema, `${name}Value`) : ANY;
    return listOf("Map", "map", each);
  }

  #record(schema: Schema, name: string): Kind {
    if (!this.#names.has(name)) {
      this.#names.add(name);
      this.sources.push(this.#sourceOf(schema, name));
    }
    return { type: name, read: (value) => `${name}.of(${value})` };
  }

  #sourceOf({ properties = {}, required = [] }: Schema, name: string): string {
    const members = Object.entries(properties as Record<string, Schema>).map(([key, schema]) => {
      const kind = this.kindOf(schema, name + capitalised(key));
      return { key: JSON.stringify(key), own: memberName(key), kind, isNeeded: (required as string[]).includes(key) };
    });
    const all = members.map(({ own, kind }) => `${kind.type} ${own}`).join(", ");
    const needed = members.filter(({ isNeeded }) => isNeeded);
    const empty = members.map(({ own, isNeeded }) => (isNeeded ? own : "null")).join(", ");
    const withers = members.map(({ own, kind }, at) => {
      const given = members.map((other, place) => (place === at ? "value$" : other.own)).join(", ");
      return `    public ${name} with${capitalised(own)}(${kind.type} value$) {\n      return new ${name}(${given});\n    }`;
    });
    const read = members.map(({ key, kind }) => `\n          ${kind.read(`json.get(${key})`)}`).join(",");
    const write = members.map(({ key, own }) => `      if (${own} != null) json.put(${key}, ${own});\n`).join("");
    return `  public record ${name}(${all}) implements Json.Value {
    /** With what it needs, and nothing else: add to it by with…. */
    public static ${name} none(${needed.map(({ own, kind }) => `${kind.type} ${own}`).join(", ")}) {
      return new ${name}(${empty});
    }

${withers.join("\n\n")}

    static ${name} of(Object value) {
      if (value == null) return null;
      Map<String, Object> json = Json.object(value);
      return new ${name}(${read});
    }

    @Override
    public Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>();
${write}      return json;
    }
  }`;
  }
}

function listOf(type: "List" | "Map", read: "list" | "map", each: Kind): Kind {
  const of = type === "Map" ? `String, ${each.type}` : each.type;
  return {
    type: `${type}<${of}>`,
    read: (value) => {
      // Java refuses a lambda whose parameter has the name of one around it.
      const item = value.startsWith("each") ? `${value}$` : "each";
      return `Json.${read}(${value}, ${item} -> ${each.read(item)})`;
    },
  };
}

function methodOf(operation: Operation, records: Records): string {
  const { id, method, path, parameters, body, summary } = operation;
  const name = capitalised(id);
  const inPath = parameters.filter((each) => each.in === "path");
  const inQuery = parameters.filter((each) => each.in === "query");
  const query = inQuery.length > 0 ? records.kindOf(objectOf(inQuery), `${name}Query`) : undefined;
  const sent = body?.schema ? records.kindOf(body.schema, `${name}Body`) : body && { type: "Content", read: ANY.read };
  const answer = answerOf(operation, records);
  const given = [
    ...inPath.map((each) => `String ${memberName(each.name)}`),
    ...(query ? [`${query.type} query`] : []),
    ...(sent ? [`${sent.type} body`] : []),
  ];
  const place = path.replace(/\{(\w+)\}/g, (_, each: string) => `" + encoded(${memberName(each)}) + "`);
  const content = body ? (body.schema ? "Content.json(body)" : "body") : "null";
  const call = `send("${method.toUpperCase()}", "${place}", ${query ? "query.json()" : "Map.of()"}, ${content}, Map.of())`;
  return `  /** ${summary.replaceAll("*/", "")} */
  public ${answer?.type ?? "Answer"} ${memberName(id)}(${given.join(", ")}) {
    return ${answer ? answer.read(`${call}.json()`) : call};
  }`;
}

/** Of what is answered as JSON and nothing else; other answers are handed on as they came. */
function answerOf({ id, answers }: Operation, records: Records): Kind | undefined {
  const contents = answers.filter(([status]) => Number(status) < 300).map(([, content]) => content);
  const [first] = contents[0] ?? [];
  const isJson = contents.every((content) => content.length === 1 && content[0]?.[0] === "application/json");
  return isJson && first?.[1] ? records.kindOf(first[1], `${capitalised(id)}Answer`) : undefined;
}

function objectOf(parameters: Operation["parameters"]): Schema {
  return {
    type: "object",
    properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])),
    required: parameters.flatMap(({ name, required }) => (required ? [name] : [])),
  };
}

const isTexts = (values: unknown): boolean => Array.isArray(values) && values.every((each) => typeof each === "string");
const capitalised = (text: string): string => {
  const name = text.replace(/[^A-Za-z0-9_]+(\w?)/g, (_, next: string) => next.toUpperCase());
  return name.slice(0, 1).toUpperCase() + name.slice(1);
};
const memberName = (text: string): string => {
  const name = text.replace(/\W+/g, "_");
  return TAKEN.has(name) ? `${name}_` : name;
};
