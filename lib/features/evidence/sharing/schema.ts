/** What the sharing of a record is told by its page, and what an address carries. */
import { z } from "zod";
import { placeSchema } from "#lib/features/evidence/bundles/schema.ts";
import { idSchema } from "#lib/features/evidence/records/schema/evidence.ts";
import { nameSchema, refusal } from "#lib/gate/parse-form.ts";
import { SHARE_DAYS, type ShareDays } from "./types.ts";

const TOKEN_CHARS_MAX = 64;

/** The token of a link as it came, right or wrong. */
export const linkTokenSchema = z.string().max(TOKEN_CHARS_MAX).optional();

/** Which page of the links is shown; nonsense in an address is ignored. */
export const linksQuerySchema = z.object({
  older: idSchema.optional().catch(undefined),
  newer: idSchema.optional().catch(undefined),
});

export const publicPageSchema = z.object({ id: idSchema, on: z.enum(["on", "off"]) });
export const revokeLinkSchema = z.object({ id: idSchema, link: idSchema });

const days = z.string().transform((text) => SHARE_DAYS.find((known) => `${known}` === text));

export const newLinkSchema = z.object({
  id: idSchema,
  /** Place of the one file of a bundle that it opens. */
  file: placeSchema.optional(),
  label: z.union([z.literal(""), nameSchema]),
  days: days.refine((value): value is ShareDays => value !== undefined, refusal("invalid_date")),
});
