import { z } from "zod";
import { hasHiddenCharacters } from "#lib/core/text/names.ts";
import { nameSchema, refusal } from "#lib/gate/parse-form.ts";
import { UNIT_NAME_CHARS_MAX } from "./types.ts";

const idSchema = z.uuid().regex(/^[0-9a-f-]+$/);

/** A choice among units in a form; empty: none. */
export const unitChoiceSchema = z
  .string(refusal("unit_unknown"))
  .regex(/^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?$/, refusal("unit_unknown"))
  .default("")
  .transform((id) => (id === "" ? null : id));

/** The forms of the page. */
export const newUnitSchema = z.object({ name: nameSchema, parent: unitChoiceSchema });
export const changedUnitSchema = newUnitSchema.extend({ id: idSchema });
export const unitIdSchema = z.object({ id: idSchema });

const QUERY_CHARS_MAX = 200;
export const unitsQuerySchema = z.object({ q: z.string().trim().max(QUERY_CHARS_MAX).catch("").default("") });

/** What the API is asked, and answers. */
const ownNameSchema = z
  .string()
  .transform((text) => text.trim().normalize("NFC"))
  .refine((text) => text !== "" && text.length <= UNIT_NAME_CHARS_MAX && !hasHiddenCharacters(text));
export const unitBodySchema = z.strictObject({
  name: ownNameSchema,
  /** The unit above it; without it, the organisation. */
  parent: idSchema.optional(),
});
export const unitChangeSchema = z.strictObject({
  name: ownNameSchema.optional(),
  /** null: directly below the organisation. */
  parent: idSchema.nullable().optional(),
});
const time = z.iso.datetime({ precision: 3 });
export const unitJsonSchema = z
  .strictObject({
    id: idSchema,
    name: z.string(),
    /** Absent: directly below the organisation, or below a unit that is not the caller's. */
    parent: idSchema.optional(),
    createdAt: time,
    /** Nothing new belongs to it since then. */
    closedAt: time.optional(),
  })
  .meta({ id: "Unit" });
export const unitsJsonSchema = z.strictObject({
  /** Each behind the one above it, by name. */
  items: z.array(unitJsonSchema),
});
