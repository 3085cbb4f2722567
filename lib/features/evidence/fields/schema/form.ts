/** The forms of the settings of own fields. */
import { z } from "zod";
import { FIELD_NAME_CHARS_MAX, FIELD_TYPES } from "#lib/core/claim/own-fields.ts";
import { nameSchema, refusal, tickSchema } from "#lib/gate/parse-form.ts";

const CURRENCY = /^[A-Z]{3}$/;

const shape = {
  name: nameSchema.refine((name) => name.length <= FIELD_NAME_CHARS_MAX, refusal("name_too_long")),
  type: z.enum(FIELD_TYPES, refusal("value_missing")),
  /** Of an amount; of any other type it says nothing. */
  currency: z
    .string()
    .default("")
    .transform((text) => text.trim().toUpperCase())
    .refine((text) => text === "" || CURRENCY.test(text), refusal("invalid_currency")),
  required: tickSchema,
  inList: tickSchema,
};

export const newFieldSchema = z.object(shape);
export const fieldSchema = z.object({ id: z.uuid(), ...shape });
export const fieldIdSchema = z.object({ id: z.uuid() });
