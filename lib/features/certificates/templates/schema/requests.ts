/** What the API and pages are asked for about templates. */
import { z } from "zod";
import { nameSchema } from "#lib/gate/parse-form.ts";
import { templateDocumentSchema } from "./document.ts";

export const TEMPLATES_PAGE_MAX = 100;
const DIGEST = /^[0-9a-f]{64}$/;
/** Base64 of 32 bytes. */
const BASIS = /^[A-Za-z0-9+/]{43}=$/;

export const templateParamsSchema = z.object({ id: z.uuid() });
export const versionParamsSchema = z.object({
  id: z.uuid(),
  number: z
    .string()
    .regex(/^[1-9]\d{0,5}$/)
    .transform(Number),
});
/** Any file; that there is none is said by the endpoint, as of other addresses that lead nowhere. */
export const fontParamsSchema = z.object({ font: z.string().regex(/^[a-z-]{1,40}\.ttf$/) });
/** `diploma.zh-CN` */
export const galleryParamsSchema = z.object({
  design: z
    .string()
    .regex(/^[a-z]{1,20}\.(zh-CN|en)$/)
    .transform((text) => text.split(".") as [design: string, language: "zh-CN" | "en"]),
});
export const pictureParamsSchema = z.object({ sha256: z.string().regex(DIGEST) });

export const templatesQuerySchema = z.strictObject({
  cursor: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(TEMPLATES_PAGE_MAX).default(50),
});

/** shortest, longest: what a name may be at its extremes, so that a design is seen with all three. */
export const SAMPLES = ["shortest", "ordinary", "longest"] as const;
export const previewQuerySchema = z.strictObject({
  as: z.enum(["pdf", "svg", "png"]).default("svg"),
  sample: z.enum(SAMPLES).default("ordinary"),
});

const basis = z.string().regex(BASIS).optional();

export const newTemplateSchema = z.strictObject({ name: nameSchema, document: templateDocumentSchema });
export const savedTemplateSchema = z.strictObject({
  name: nameSchema.optional(),
  document: templateDocumentSchema.optional(),
  basis,
});
export const publishSchema = z.strictObject({ basis });
export const emptySchema = z.strictObject({});
export const previewSchema = z.strictObject({
  document: templateDocumentSchema,
  /** In the place of the sample's. */
  values: z.record(z.string().max(40), z.string().max(500)).optional(),
});
/** The same, to be judged. */
export const judgedSchema = previewSchema.extend({ sample: z.enum(SAMPLES).default("ordinary") });
