/** What the forms of reports send. */
import { z } from "zod";
import { heldSchema } from "#lib/features/certificates/holders/schema.ts";
import { idSchema } from "#lib/features/evidence/records/schema/evidence.ts";
import { emailSchema, refusal } from "#lib/gate/parse-form.ts";
import { REPORT_CHARS_MAX, REPORT_REASONS } from "./types.ts";

/** What somebody writes: lines and tabs, no other control characters. */
const textSchema = z
  .string(refusal("value_missing"))
  .transform((text) => text.replaceAll("\r\n", "\n").trim().normalize("NFC"))
  .refine((text) => text !== "", refusal("value_missing"))
  .refine((text) => text.length <= REPORT_CHARS_MAX, refusal("text_too_long"))
  .refine((text) => text.isWellFormed() && !/[^\P{Cc}\n\t]/u.test(text), refusal("name_characters"));

export const reportSchema = z.object({
  certificate: idSchema,
  kind: z.enum(REPORT_REASONS, refusal("value_missing")),
  body: textSchema,
  email: z.union([z.literal("").transform(() => undefined), emailSchema]).optional(),
});
export const correctionSchema = heldSchema.extend({ body: textSchema });

export const lookSchema = z.object({ report: idSchema });
export const closeSchema = lookSchema.extend({ answer: textSchema });

/** Which reports the console lists; nonsense in an address is ignored. */
export const reportsQuerySchema = z.object({
  state: z.enum(["open", "closed"]).optional().catch(undefined),
  older: idSchema.optional().catch(undefined),
  newer: idSchema.optional().catch(undefined),
});
