/** What a request says of holds, rules and erasing, and what it is answered. */
import { z } from "zod";
import { idSchema, tagSchema } from "#lib/features/evidence/records/schema/evidence.ts";
import { refusal } from "#lib/gate/parse-form.ts";
import { REASON_CHARS_MAX, RETENTION_DAYS_MAX } from "./types.ts";

const time = z.iso.datetime({ precision: 3 });
const reasonSchema = z
  .string()
  .trim()
  .min(1)
  .max(REASON_CHARS_MAX)
  .regex(/^[^\p{Cs}\0]*$/u);

export const holdBodySchema = z.strictObject({
  /** Why, in the organisation's words. */
  reason: reasonSchema,
  /** Absent: until it is released. */
  until: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .optional(),
});
export const eraseBodySchema = z.strictObject({ reason: reasonSchema });
export const noBodySchema = z.strictObject({}).optional();

export const ruleBodySchema = z.strictObject({
  type: z.enum(["file", "digest"]).optional(),
  tag: tagSchema.optional(),
  days: z.number().int().min(1).max(RETENTION_DAYS_MAX),
});

export const holdJsonSchema = z.strictObject({
  id: idSchema,
  reason: z.string(),
  placedAt: time,
  placedBy: z.strictObject({ kind: z.enum(["user", "api-key"]), id: z.string(), name: z.string().optional() }),
  until: time.optional(),
  releasedAt: time.optional(),
});
const erasureJsonSchema = z.strictObject({
  erasedAt: time,
  reason: z.string(),
  content: z.boolean(),
  claimId: idSchema.optional(),
});
export const retentionJsonSchema = z.strictObject({
  holds: z.array(holdJsonSchema),
  keptUntil: time.optional(),
  erased: erasureJsonSchema.optional(),
});
export const erasedJsonSchema = erasureJsonSchema.extend({ contentStays: z.array(idSchema) });
export const releasedJsonSchema = z.strictObject({ released: z.number().int().min(0) });
export const ruleJsonSchema = z.strictObject({
  id: idSchema,
  type: z.enum(["file", "digest"]).optional(),
  tag: z.string().optional(),
  days: z.number().int(),
});
export const rulesJsonSchema = z.strictObject({ items: z.array(ruleJsonSchema) });

/** Out of the forms of the console. */
export const holdFormSchema = z.object({
  id: idSchema,
  reason: reasonSchema,
  /** A day, to its end in UTC; empty: until it is released. */
  until: z.union([
    z.literal("").transform(() => undefined),
    z.iso.date(refusal("invalid_field")).transform((day) => new Date(`${day}T23:59:59.999Z`)),
  ]),
});
export const releaseFormSchema = z.object({ id: idSchema });
export const eraseFormSchema = z.object({ id: idSchema, reason: reasonSchema });
export const ruleFormSchema = z.object({
  type: z.enum(["any", "file", "digest"]).transform((type) => (type === "any" ? undefined : type)),
  tag: z.union([z.literal("").transform(() => undefined), tagSchema]),
  days: z
    .string()
    .regex(/^[1-9][0-9]{0,4}$/, refusal("invalid_count"))
    .transform(Number)
    .refine((days) => days <= RETENTION_DAYS_MAX, refusal("invalid_count")),
});
