/** What the API is asked for about contracts. */
import { z } from "zod";
import { hasHiddenCharacters } from "#lib/core/text/names.ts";
import { composeSchema } from "#lib/features/contracts/templates/schema/requests.ts";
import { FIELD_KINDS } from "#lib/pades/form-fields.ts";
import {
  ACCESS_MINUTES,
  FIELDS_MAX,
  OPTION_CHARS_MAX,
  PARTIES_MAX,
  PERSON_CHARS_MAX,
  REASON_CHARS_MAX,
  ROLES,
  STATES,
  TITLE_CHARS_MAX,
} from "./types.ts";

const LABEL_CHARS_MAX = 200;
const OPTIONS_MAX = 50;
const MM_MAX = 5_000;
const PAGE_MAX = 2_000;
const LIST_MAX = 100;
const METHOD_CHARS_MAX = 100;
const STATEMENT_CHARS_MAX = 1_000;

export const line = (max: number) =>
  z
    .string()
    .transform((text) => text.trim().normalize("NFC"))
    .refine((text) => text !== "" && text.length <= max && !hasHiddenCharacters(text));
/** A part of a full name in a form: without a point. */
const nameSchema = z.string().regex(/^[\p{L}\p{N}_-]{1,64}$/u);
const length = z.number().positive().max(MM_MAX);
const place = z.number().min(0).max(MM_MAX);

export const fieldSchema = z.strictObject({
  name: nameSchema,
  kind: z.enum(FIELD_KINDS).exclude(["attachment"]),
  party: nameSchema,
  page: z.number().int().min(1).max(PAGE_MAX),
  /** In millimetres, from the left lower corner of the page as it is shown. */
  x: place,
  y: place,
  width: length,
  height: length,
  required: z.boolean().default(true),
  label: line(LABEL_CHARS_MAX),
  /** What a choice is made from. */
  options: z.array(line(OPTION_CHARS_MAX)).min(1).max(OPTIONS_MAX).optional(),
});

export const newEnvelopeSchema = z.strictObject({
  title: line(TITLE_CHARS_MAX),
  /** Id of the record of a PDF whose content is kept. */
  document: z.uuid(),
  unit: z.uuid().optional(),
  parties: z
    .array(z.strictObject({ name: nameSchema, role: z.enum(ROLES), person: line(PERSON_CHARS_MAX) }))
    .min(1)
    .max(PARTIES_MAX),
  fields: z
    .array(fieldSchema)
    .max(FIELDS_MAX)
    .refine((fields) => fields.every(({ kind, options }) => (kind === "choice") === (options !== undefined))),
  /** Seals across the edges of all pages, in millimetres; `field`: of the seal. */
  edges: z
    .array(z.strictObject({ field: nameSchema, width: length, height: length }))
    .max(PARTIES_MAX)
    .default([]),
  /** One party after the other; else all at once. */
  inOrder: z.boolean().default(true),
  expiresAt: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
});

const { parties, unit, inOrder, expiresAt } = newEnvelopeSchema.shape;
/** What is composed from a template, and to whom it goes, in one go. */
export const composedEnvelopeSchema = z.strictObject({
  ...{ parties, unit, inOrder, expiresAt, edges: newEnvelopeSchema.shape.edges },
  /** The template’s own title unless said. */
  title: line(TITLE_CHARS_MAX).optional(),
  ...composeSchema.pick({ version: true, values: true }).shape,
  /** Whether it goes out at once; else it is a draft. */
  send: z.boolean().default(false),
});

export const idParamsSchema = z.object({ id: z.uuid() });
export const eventParamsSchema = idParamsSchema.extend({ number: z.coerce.number().int().min(1).max(1_000_000) });
export const partyParamsSchema = idParamsSchema.extend({ party: nameSchema });
export const reasonSchema = z.strictObject({ reason: line(REASON_CHARS_MAX) });
export const extensionSchema = z.strictObject({ expiresAt: newEnvelopeSchema.shape.expiresAt });
export const accessSchema = z.strictObject({
  /** How your program found out that it is this person, in your own words: kept as your word, and said to be yours. */
  identity: z.strictObject({ method: line(METHOD_CHARS_MAX), statement: line(STATEMENT_CHARS_MAX) }),
  minutes: z.number().int().min(ACCESS_MINUTES.min).max(ACCESS_MINUTES.max).default(ACCESS_MINUTES.usual),
});
export const envelopesQuerySchema = z.strictObject({
  q: z.string().trim().max(TITLE_CHARS_MAX).optional(),
  state: z.enum(STATES).optional(),
  cursor: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(LIST_MAX).default(50),
});
export const eventsQuerySchema = z.strictObject({
  cursor: z.coerce.number().int().min(0).max(1_000_000).default(0),
  limit: z.coerce.number().int().min(1).max(LIST_MAX).default(50),
});
