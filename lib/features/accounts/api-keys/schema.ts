import { z } from "zod";
import { hasHiddenCharacters } from "#lib/core/text/names.ts";
import { unitChoiceSchema } from "#lib/features/accounts/units/schema.ts";
import { parseRange } from "#lib/gate/address-ranges.ts";
import { nameSchema, refusal, tickSchema } from "#lib/gate/parse-form.ts";
import { SCOPES } from "#lib/words/permissions.ts";

import { ADDRESS_RANGES_MAX } from "./types.ts";

export const KEYS_PAGE_MAX = 100;
const END_OF_DAY = "T23:59:59.999Z";

const isRange = (text: string) => parseRange(text) !== undefined;

/** Ranges in CIDR, as people write them: one a line, or with commas between. */
const addressesSchema = z
  .string()
  .default("")
  .transform((text) => [
    ...new Set(
      text
        .toLowerCase()
        .split(/[\s,，、;；]+/)
        .filter((part) => part !== ""),
    ),
  ])
  .refine((ranges) => ranges.length <= ADDRESS_RANGES_MAX && ranges.every(isRange), refusal("invalid_address_range"));

/** The form of a new key. `expires`: a day, at whose end (UTC) the key expires; empty for never. */
export const newApiKeySchema = z.object({
  name: nameSchema,
  scopes: z.array(z.enum(SCOPES, refusal("scopes_missing"))).min(1, refusal("scopes_missing")),
  addresses: addressesSchema,
  expires: z
    .union([z.literal(""), z.iso.date(refusal("invalid_date"))], refusal("invalid_date"))
    .optional()
    .transform((day) => (day ? new Date(`${day}${END_OF_DAY}`) : undefined))
    .refine((at) => at === undefined || at > new Date(), refusal("expiry_past")),
  /** It is for trying things out. */
  test: tickSchema,
  unit: unitChoiceSchema,
});

export const changedApiKeySchema = newApiKeySchema
  .omit({ scopes: true, test: true, unit: true })
  .extend({ id: z.uuid() });

/** For how many hours the secret before the new one goes on working, as the form offers them. */
export const OVERLAPS_HOURS = [1, 24, 168, 720] as const;
export const rotatedApiKeySchema = z.object({
  id: z.uuid(),
  hours: z.coerce.number(refusal("value_missing")).pipe(z.literal(OVERLAPS_HOURS, refusal("value_missing"))),
});

/** A button beside a key. */
export const apiKeyIdSchema = z.object({ id: z.uuid() });

/** What the API is asked. */
const rangesSchema = z
  .array(z.string().toLowerCase())
  .max(ADDRESS_RANGES_MAX)
  .refine((ranges) => ranges.every(isRange), { params: { code: "invalid_address_range" } });
const NAME_CHARS_MAX = 200;
const ownNameSchema = z
  .string()
  .transform((text) => text.trim().normalize("NFC"))
  .refine((text) => text !== "" && text.length <= NAME_CHARS_MAX && !hasHiddenCharacters(text));
const timeSchema = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const futureSchema = timeSchema.refine((at) => at > new Date(), { params: { code: "expiry_past" } });

export const newKeySchema = z.strictObject({
  name: ownNameSchema,
  scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length),
  addressRanges: rangesSchema.default([]),
  expiresAt: futureSchema.optional(),
  test: z.boolean().default(false),
  /** What it may it may in this unit and those below it; in the maker's own unless said. */
  unit: z.uuid().optional(),
});
export const changedKeySchema = z.strictObject({
  name: ownNameSchema.optional(),
  addressRanges: rangesSchema.optional(),
  /** null: it works until it is revoked. */
  expiresAt: futureSchema.nullable().optional(),
});
export const rotatedKeySchema = z.strictObject({ oldSecretUntil: timeSchema.optional() });
export const keysQuerySchema = z.strictObject({
  cursor: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(KEYS_PAGE_MAX).default(50),
});

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
