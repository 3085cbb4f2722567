import { z } from "zod";
import { unitChoiceSchema } from "#lib/features/accounts/units/schema.ts";
import { refusal, tickSchema } from "#lib/gate/parse-form.ts";
import { LET_IN_ROLES } from "./types.ts";

const TEXT_CHARS_MAX = 500;
const DOMAINS_MAX = 20;
const DOMAIN = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/;

const needed = z
  .string(refusal("value_missing"))
  .trim()
  .min(1, refusal("value_missing"))
  .max(TEXT_CHARS_MAX, refusal("name_too_long"));

/** An issuer's address; whether it may be asked is found out when it is. */
const issuerSchema = needed.refine(
  (text) => /^https?:\/\/[^\s@?#]+$/.test(text) && URL.canParse(text),
  refusal("invalid_url"),
);

/** The form of an organisation's provider. An empty secret leaves the one that is there. */
export const providerSchema = z.object({
  issuer: issuerSchema,
  clientId: needed,
  secret: z.string().trim().max(TEXT_CHARS_MAX, refusal("name_too_long")).default(""),
  domains: needed
    .transform((text) => [
      ...new Set(
        text
          .toLowerCase()
          .split(/[\s,;]+/)
          .filter((part) => part !== ""),
      ),
    ])
    .refine(
      (domains) => domains.length <= DOMAINS_MAX && domains.every((domain) => DOMAIN.test(domain)),
      refusal("invalid_domain"),
    ),
  letsIn: tickSchema,
  letsInRole: z.enum(LET_IN_ROLES, refusal("invalid_field")).default("auditor"),
  unit: unitChoiceSchema,
});

const SLUG = /^[a-z2-7]{16}$/;
export const slugSchema = z.string().regex(SLUG);

/** The way to a provider. */
export const departureSchema = z.object({ slug: slugSchema, next: z.string().optional() });

/** What the browser took along (types.ts, Journey). */
export const journeySchema = z.object({
  slug: slugSchema,
  state: z.string().min(1),
  nonce: z.string().min(1),
  verifier: z.string().min(1),
  next: z.string(),
});
