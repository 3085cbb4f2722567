/** What the API and pages are asked for about webhooks. */
import { z } from "zod";
import { unitChoiceSchema } from "#lib/features/accounts/units/schema.ts";
import { refusal, tickSchema } from "#lib/gate/parse-form.ts";
import { EVENT_TYPES } from "#lib/words/events.ts";
import { DELIVERY_STATES } from "./types.ts";

const URL_CHARS_MAX = 2_000;
const DESCRIPTION_CHARS_MAX = 200;
export const DELIVERIES_PAGE_MAX = 100;

/** An address with no user, no password and no fragment; whether it may be asked is for the verb. */
const isAddress = (text: string) => /^https?:\/\/[^\s@#]+$/.test(text) && URL.canParse(text);
const urlSchema = z
  .string(refusal("value_missing"))
  .trim()
  .min(1, refusal("value_missing"))
  .max(URL_CHARS_MAX, refusal("invalid_url"))
  .refine(isAddress, refusal("invalid_url"));
const descriptionSchema = z.string().trim().max(DESCRIPTION_CHARS_MAX, refusal("name_too_long"));
const eventsSchema = z.array(z.enum(EVENT_TYPES, refusal("value_missing"))).min(1, refusal("value_missing"));

export const newWebhookSchema = z.strictObject({
  url: z.string().max(URL_CHARS_MAX).refine(isAddress),
  events: z.array(z.enum(EVENT_TYPES)).min(1).max(EVENT_TYPES.length),
  description: z.string().trim().max(DESCRIPTION_CHARS_MAX).default(""),
  /** It is told of what belongs to this unit and those below it; of everything that its maker sees unless said. */
  unit: z.uuid().optional(),
});
export const changedWebhookSchema = z.strictObject({
  url: newWebhookSchema.shape.url.optional(),
  events: newWebhookSchema.shape.events.optional(),
  description: z.string().trim().max(DESCRIPTION_CHARS_MAX).optional(),
  on: z.boolean().optional(),
});

/** The forms of the pages. */
export const newWebhookFormSchema = z.object({
  url: urlSchema,
  events: eventsSchema,
  description: descriptionSchema.default(""),
  unit: unitChoiceSchema,
});
export const changedWebhookFormSchema = newWebhookFormSchema
  .omit({ unit: true })
  .extend({ id: z.uuid(), on: tickSchema });

export const webhookParamsSchema = z.object({ id: z.uuid() });
export const deliveryParamsSchema = z.object({ id: z.uuid(), delivery: z.uuid() });
export const deliveriesQuerySchema = z.strictObject({
  state: z.enum(DELIVERY_STATES).optional(),
  type: z.string().max(100).optional(),
  cursor: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(DELIVERIES_PAGE_MAX).default(50),
});
/** What the page is asked for; nonsense in an address is ignored. */
export const deliveriesPageSchema = z.object({
  state: z.enum(DELIVERY_STATES).optional().catch(undefined),
  older: z.uuid().optional().catch(undefined),
  newer: z.uuid().optional().catch(undefined),
});
