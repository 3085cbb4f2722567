import { z } from "zod";
import { nameSchema, refusal } from "#lib/gate/parse-form.ts";
import { SCOPES } from "#lib/words/permissions.ts";

const END_OF_DAY = "T23:59:59.999Z";

/** The form of a new key. `expires`: a day, at whose end (UTC) the key expires; empty for never. */
export const newApiKeySchema = z.object({
  name: nameSchema,
  scopes: z.array(z.enum(SCOPES, refusal("scopes_missing"))).min(1, refusal("scopes_missing")),
  expires: z
    .union([z.literal(""), z.iso.date(refusal("invalid_date"))], refusal("invalid_date"))
    .optional()
    .transform((day) => (day ? new Date(`${day}${END_OF_DAY}`) : undefined))
    .refine((at) => at === undefined || at > new Date(), refusal("expiry_past")),
});

/** A button beside a key. */
export const apiKeyIdSchema = z.object({ id: z.uuid() });

const QUERY_CHARS_MAX = 200;

/** What the list of keys is asked for; nonsense in an address is ignored. */
export const apiKeyQuerySchema = z.object({
  q: z.string().trim().max(QUERY_CHARS_MAX).catch("").default(""),
  older: z.uuid().optional().catch(undefined),
  newer: z.uuid().optional().catch(undefined),
  /** Only those whose makers may make none any more. */
  orphans: z
    .literal("1")
    .optional()
    .catch(undefined)
    .transform((text) => text === "1"),
});
