/** From a query or a body to typed values: strict, and with a problem that names the field. */
import { z } from "zod";
import { isErrorCode, SealbookError } from "#lib/words/errors.ts";

const NAME_CHARS_SHOWN_MAX = 100;

/**
 * Parses `value`; an object schema is made strict, so that a misspelt field is never ignored in silence.
 *
 * A schema gives its own code to a field with `.refine(check, { params: { code: "invalid_name", … } })`; further
 * params are the error's details.
 *
 * @throws {SealbookError} `unknown_field`, `missing_field`, `invalid_field` or the field's own code, with the field; a text
 *   that no database keeps as it is is `invalid_field`, unless the schema refuses it;
 *   `bad_request` for what is no object. The first two also list, as `accepted`, the fields that exist.
 */
export function parseInput<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const result = strictOf(schema).safeParse(value);
  if (result.success) {
    const field = unkeepableMember(value);
    if (field === undefined) return result.data as z.output<T>;
    throw new SealbookError("invalid_field", { field: shownName(field) });
  }
  const issues = result.error.issues;
  const first = issues.find((issue) => issue.code === "unrecognized_keys") ?? issues[0];
  throw problemOf(first && innermost(first), { schema, value });
}

/** Of a value that may have several forms: what is wrong with it in the form that it has, not that it has none of the others. */
function innermost(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== "invalid_union") return issue;
  const ofForm = issue.errors.find(([first]) => first && !(first.code === "invalid_type" && first.path.length === 0));
  const [inner] = ofForm ?? [];
  return inner ? innermost({ ...inner, path: [...issue.path, ...inner.path] }) : issue;
}

/** Made once a schema: a new one is compiled anew. */
const stricts = new WeakMap<z.ZodType, z.ZodType>();

function strictOf(schema: z.ZodType): z.ZodType {
  const known = stricts.get(schema);
  if (known) return known;
  const strict = schema instanceof z.ZodObject ? schema.strict() : schema;
  stricts.set(schema, strict);
  return strict;
}

function problemOf(
  issue: z.core.$ZodIssue | undefined,
  { schema, value }: { schema: z.ZodType; value: unknown },
): SealbookError {
  if (issue?.code === "unrecognized_keys") {
    const field = shownName(issue.keys[0] ?? "");
    return new SealbookError("unknown_field", { field, details: acceptedFields(schema, issue.path) });
  }
  if (!issue || issue.path.length === 0) return new SealbookError("bad_request"); // not an object at all
  const field = shownName(issue.path.join("."));
  if (issue.code === "custom" && isErrorCode(issue.params?.code)) {
    const { code, ...details } = issue.params;
    return new SealbookError(code, { field, details });
  }
  const missing = issue.code === "invalid_type" && valueAt(value, issue.path) === undefined;
  if (!missing) return new SealbookError("invalid_field", { field });
  return new SealbookError("missing_field", { field, details: acceptedFields(schema, issue.path.slice(0, -1)) });
}

/** The names of the fields that exist at the top; what is nested inside a field lists none. */
function acceptedFields(schema: z.ZodType, path: PropertyKey[]): Record<string, string> {
  if (!(schema instanceof z.ZodObject) || path.length > 0) return {};
  return { accepted: Object.keys(schema.shape).join(", ") };
}

function valueAt(value: unknown, path: PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}

/** A name that was sent, short enough to be repeated. */
export function shownName(text: string): string {
  return text.slice(0, NAME_CHARS_SHOWN_MAX);
}

/** The name of a member with such a text, at any depth. */
function unkeepableMember(value: unknown): string | undefined {
  const left: [name: string, value: unknown][] = [["", value]];
  for (let next = left.pop(); next; next = left.pop()) {
    const [name, member] = next;
    if (!isKeepable(name) || (typeof member === "string" && !isKeepable(member))) return name;
    if (typeof member !== "object" || member === null) continue;
    for (const [key, inner] of Object.entries(member)) left.push([Array.isArray(member) ? name : key, inner]);
  }
  return undefined;
}

/** Whether a database can keep the text as it is: PostgreSQL takes no NUL, and UTF-8 no half of a pair. */
export function isKeepable(text: string): boolean {
  return !text.includes("\0") && text.isWellFormed();
}

/** One header, under its own name in the problem. */
export function parseHeader<T extends z.ZodType>(schema: T, header: { name: string; value: unknown }): z.output<T> {
  const result = schema.safeParse(header.value);
  if (!result.success) throw new SealbookError("invalid_field", { field: header.name });
  return result.data;
}

/**
 * The query as an object of strings.
 *
 * @param search without question mark
 * @throws {SealbookError} `invalid_field` when a field is given twice.
 */
export function queryObject(search: string): Record<string, string> {
  const fields: Record<string, string> = Object.create(null);
  if (search === "") return fields;
  for (const [name, value] of new URLSearchParams(search)) {
    if (name in fields) throw new SealbookError("invalid_field", { field: shownName(name) });
    fields[name] = value;
  }
  return fields;
}
