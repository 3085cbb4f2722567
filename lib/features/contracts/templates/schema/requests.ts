/** What the API and pages are asked for about templates of contracts, and contracts. */
import { z } from "zod";
import { parseMarkNumber } from "#lib/core/text/mark-number.ts";
import { nameSchema } from "#lib/gate/parse-form.ts";
import { LANGUAGES, TEMPLATE_STATES } from "../types.ts";
import { contractDocumentSchema } from "./document.ts";
import { VALUE_CHARS_MAX } from "./values.ts";

const PAGE_MAX = 100;
/** More than any template asks for, so that what is unknown is told by name. */
const VALUES_MAX = 100;
/** As `ROWS_TOGETHER_MAX`. */
const ROWS_MAX = 50;
const NAME_CHARS_MAX = 200;
const DIGEST = /^[0-9a-f]{64}$/;

export const templateParamsSchema = z.object({ id: z.uuid() });
export const versionParamsSchema = z.object({
  id: z.uuid(),
  number: z
    .string()
    .regex(/^[1-9]\d{0,5}$/)
    .transform(Number),
});
export const pdfParamsSchema = z.object({ sha256: z.string().regex(DIGEST) });
/** However it is written; what is no number leads nowhere. */
export const numberParamsSchema = z.object({
  number: z.string().transform((text, context) => {
    const number = parseMarkNumber(text);
    if (number === undefined) context.addIssue({ code: "custom", message: "no number" });
    return number ?? "";
  }),
});

const cursor = z.uuid().optional();
const limit = z.coerce.number().int().min(1).max(PAGE_MAX).default(50);
export const templatesQuerySchema = z.strictObject({
  q: z.string().max(NAME_CHARS_MAX).optional(),
  state: z.enum(TEMPLATE_STATES).optional(),
  cursor,
  limit,
});
export const contractsQuerySchema = z.strictObject({
  /** A part of a number, as it is spelled. */
  number: z.string().max(19).optional(),
  template: z.uuid().optional(),
  cursor,
  limit,
});

const basis = z.string().regex(DIGEST).optional();
export const newTemplateSchema = z.strictObject({ name: nameSchema, document: contractDocumentSchema });
export const savedTemplateSchema = z.strictObject({
  name: nameSchema.optional(),
  document: contractDocumentSchema.optional(),
  basis,
});
export const publishSchema = z.strictObject({ basis });
export const emptySchema = z.strictObject({});

const values = z
  .record(z.string().max(40), z.string().max(4 * VALUE_CHARS_MAX))
  .refine((given) => Object.keys(given).length <= VALUES_MAX, "too many");
const version = z.int().min(1).optional();
const unit = z.uuid().optional();
export const previewSchema = z.strictObject({ document: contractDocumentSchema, values: values.optional() });
export const filledSchema = z.strictObject({ version, values: values.optional() });
export const composeSchema = z.strictObject({ version, unit, values });
export const composeManySchema = z.strictObject({ version, unit, rows: z.array(values).min(1).max(ROWS_MAX) });
export const markQuerySchema = z.strictObject({
  name: nameSchema,
  language: z.enum(LANGUAGES).default("zh-CN"),
  unit,
});
