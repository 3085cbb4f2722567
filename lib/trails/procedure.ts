/**
 * A procedure: a state machine in plain JSON that says who may do what, when, and with what. Its form is this schema, and nothing else; its
 * JSON Schema is made from it (procedure-json-schema.ts). It has no expressions, patterns or references: what a stranger publishes is read in
 * a time that its size bounds. Lists of names, not objects by name, so that no name means anything to the language.
 */
import * as z from "zod/mini";
import { KINDS, type KnownKind } from "../core/claim/kinds/known.ts";
import { FIELD_TYPES, OWN_FIELDS_MAX } from "../core/claim/own-fields.ts";
import { canonicalJson, isNestedAtMost, parseCanonicalJson } from "../core/text/canonical-json.ts";
import { repeatedMember } from "../core/text/json-members.ts";

export const PROCEDURE_V1 = "sealbook.procedure/v1";

export const STATES_MAX = 64;
export const TYPES_MAX = 64;
export const TRANSITIONS_MAX = 256;
export const ROLES_MAX = 16;
const PARTICIPANTS_MAX = 64;
const CHOICES_MAX = 64;
const APPROVALS_MAX = 16;
/** A record has 16 parents: what an event follows and its procedure are among them. */
export const ATTACHMENTS_MAX = 14;
/** A hundred years. */
const SECONDS_MAX = 100 * 366 * 86_400;
/** UTF-16 code units of the canonical text. */
export const PROCEDURE_CHARS_MAX = 256 * 1024;
const JSON_DEPTH_MAX = 8;

/** What a trail has in every procedure, and without one. */
export const BEGIN = "begin";
export const MOVE = "move";

const name = z.string().check(z.regex(/^[a-z][a-z0-9-]{0,63}$/));
// Counted in characters by the pattern: JSON Schema counts those, JavaScript code units.
const line = z.string().check(z.regex(/^[^\p{Cc}\u2028\u2029]{1,200}$/u));
const value = z.string().check(z.regex(/^[^\p{Cc}\u2028\u2029]{1,128}$/u));
const label = z.strictObject({ en: line, "zh-CN": line });
const uuid = z.string().check(z.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/));
const seconds = z.int().check(z.minimum(1), z.maximum(SECONDS_MAX));
const list = <T extends z.core.$ZodType>(item: T, most: number, least = 1) =>
  z.array(item).check(z.minLength(least), z.maxLength(most));
const kinds = Object.keys(KINDS) as [KnownKind, ...KnownKind[]];

const role = z.strictObject({
  name,
  label,
  /** Who alone may act in it; without one of them whoever the trail's owner lets. */
  organisations: z.optional(list(uuid, PARTICIPANTS_MAX)),
  actors: z.optional(list(z.strictObject({ kind: z.enum(["user", "api-key"]), id: uuid }), PARTICIPANTS_MAX)),
});

const state = z.strictObject({
  name,
  label,
  /** Nothing leaves it. */
  final: z.optional(z.literal(true)),
  /** Whoever is in it for longer is overdue; nothing is refused for that. */
  dueSeconds: z.optional(seconds),
});

const field = z.strictObject({
  name,
  label,
  type: z.enum(FIELD_TYPES),
  optional: z.optional(z.literal(true)),
  /** Inclusive, in the form of the type; not of a text. */
  least: z.optional(value),
  most: z.optional(value),
  /** Of a text. */
  oneOf: z.optional(list(value, CHOICES_MAX)),
  /** Of an amount. */
  currency: z.optional(z.string().check(z.regex(/^[A-Z]{3}$/))),
});

const attachment = z.strictObject({ as: name, kind: z.optional(z.enum(kinds)) });

const transition = z.strictObject({
  on: name,
  from: list(name, STATES_MAX),
  /** Entered anew, also where the trail is there already; without it the trail stays, and its time goes on. */
  to: z.optional(name),
  by: list(name, ROLES_MAX),
  attach: z.optional(list(attachment, ATTACHMENTS_MAX)),
  /** Types of events, `begin` among them: whoever did the last of one may not do this. */
  apart: z.optional(list(name, TYPES_MAX)),
  /** How many have to do it, each another, before it takes effect. */
  approvals: z.optional(z.int().check(z.minimum(2), z.maximum(APPROVALS_MAX))),
  /** Since the state was entered: no later than, and no earlier than. */
  withinSeconds: z.optional(seconds),
  afterSeconds: z.optional(seconds),
});

export const procedureForm = z.strictObject({
  procedure: z.literal(PROCEDURE_V1),
  name,
  label,
  roles: list(role, ROLES_MAX),
  states: list(state, STATES_MAX),
  types: list(z.strictObject({ name, label, fields: z.optional(list(field, OWN_FIELDS_MAX)) }), TYPES_MAX),
  begin: z.strictObject({ state: name, by: list(name, ROLES_MAX) }),
  /** Who may move a trail of an earlier version, of the same name, here; its state has to be one of these. */
  move: z.optional(z.strictObject({ by: list(name, ROLES_MAX) })),
  transitions: list(transition, TRANSITIONS_MAX),
});

export type Procedure = z.infer<typeof procedureForm>;
export type Transition = z.infer<typeof transition>;
export type EventType = Procedure["types"][number];
export type Field = z.infer<typeof field>;

/** at: a JSON pointer (RFC 6901) to what has not the form. */
export type Malformed = { code: "not_canonical" | "not_a_procedure"; at: string };

/** The procedure that a text is, by its form alone: whether it makes sense says check-procedure.ts. */
export function readProcedure(text: string): Procedure | Malformed {
  const parsed = parseCanonicalJson(text, { depthMax: JSON_DEPTH_MAX, charsMax: PROCEDURE_CHARS_MAX });
  return parsed === undefined ? { code: "not_canonical", at: "" } : procedureOf(parsed);
}

/** The canonical text of JSON in whatever spelling, as it is published; undefined for what is no JSON, or has a member twice. */
export function canonicalProcedure(text: string): string | undefined {
  if (text.length > PROCEDURE_CHARS_MAX || !isNestedAtMost(text, JSON_DEPTH_MAX)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return repeatedMember(text) === undefined ? canonicalJson(value) : undefined;
  } catch {
    return undefined;
  }
}

/** As `readProcedure`, of a parsed JSON value. */
export function procedureOf(parsed: unknown): Procedure | Malformed {
  const { data, error } = z.safeParse(procedureForm, parsed);
  return data ?? { code: "not_a_procedure", at: pointer(error?.issues[0]?.path ?? []) };
}

/** RFC 6901 section 3. */
export function pointer(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
