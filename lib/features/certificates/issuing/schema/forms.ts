import { z } from "zod";
import { idSchema } from "#lib/features/evidence/records/schema/evidence.ts";
import { refusal, tickSchema } from "#lib/gate/parse-form.ts";
import { REASON_CHARS_MAX } from "../types.ts";

export const batchFormSchema = z.object({ batch: idSchema });
export const approvalFormSchema = batchFormSchema.extend({
  submittedAt: z.iso.datetime().transform((text) => new Date(text)),
});
export const draftFormSchema = z.object({
  batch: idSchema,
  /** All of them without. */
  number: z.coerce.number().int().min(1).optional(),
});
export const rejectFormSchema = z.object({
  batch: idSchema,
  reason: z
    .string(refusal("value_missing"))
    .transform((text) => text.trim().normalize("NFC").replaceAll(/\s+/g, " "))
    .refine((text) => text !== "", refusal("value_missing"))
    .refine((text) => text.length <= REASON_CHARS_MAX, refusal("text_too_long")),
});
export const rulesFormSchema = z.object({ fourEyes: tickSchema });
