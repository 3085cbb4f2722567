/** What comes in of issuers: profile, domains, keys. */
import { domainToASCII } from "node:url";
import { z } from "zod";
import { nameSchema, refusal, tickSchema } from "#lib/gate/parse-form.ts";
import {
  DESCRIPTION_CHARS_MAX,
  DOMAIN_METHODS,
  ISSUER_SLUG,
  KEY_KINDS,
  KEYS_MAX,
  NOTE_CHARS_MAX,
  URL_CHARS_MAX,
} from "./types.ts";

const text = (charsMax: number) =>
  z
    .string()
    .default("")
    .transform((given) => given.trim().replace(/\r\n?/g, "\n").normalize("NFC"))
    .refine((given) => given.length <= charsMax, refusal("text_too_long"));

const orNothing = (given: string): string | undefined => given || undefined;

/** An address that people are sent to. */
const webAddress = text(URL_CHARS_MAX)
  .refine((given) => given === "" || isWebAddress(given), refusal("invalid_web_address"))
  .transform(orNothing);

function isWebAddress(given: string): boolean {
  if (!URL.canParse(given)) return false;
  const { protocol, username, password, hostname } = new URL(given);
  return (protocol === "https:" || protocol === "http:") && username === "" && password === "" && hostname !== "";
}

const profile = {
  name: nameSchema,
  description: text(DESCRIPTION_CHARS_MAX),
  url: webAddress,
  linkedinId: text(12)
    .refine((given) => /^[0-9]*$/.test(given), refusal("invalid_linkedin"))
    .transform(orNothing),
};

export const profileSchema = z.object({ ...profile, publicPage: tickSchema });

/** A new issuer has a page, until it says otherwise. */
export const newIssuerSchema = z.object({
  slug: z
    .string(refusal("value_missing"))
    .trim()
    .min(1, refusal("value_missing"))
    .toLowerCase()
    .regex(ISSUER_SLUG, refusal("invalid_slug")),
  ...profile,
});

/** Labels of LDH characters, the last one no number: no address of a machine. RFC 1123 section 2.1 */
const DOMAIN = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/;
/** What nobody outside can ask. RFC 6761, RFC 6762, RFC 8375 */
const SPECIAL = /(^|\.)(localhost|local|internal|invalid|test|example|onion|home\.arpa|in-addr\.arpa|ip6\.arpa)$/;

/** As people write it, also with its scheme; as it is asked for. */
export const domainSchema = z
  .string(refusal("value_missing"))
  .trim()
  .min(1, refusal("value_missing"))
  .max(URL_CHARS_MAX, refusal("invalid_domain"))
  .transform((given) =>
    domainToASCII(
      given
        .replace(/^https?:\/\//i, "")
        .replace(/\/$/, "")
        .replace(/\.$/, ""),
    ),
  )
  .refine((domain) => DOMAIN.test(domain) && !SPECIAL.test(domain), refusal("invalid_domain"));

export const newDomainSchema = z.object({ domain: domainSchema, method: z.enum(DOMAIN_METHODS) });
export const namedDomainSchema = z.object({ domain: z.string() });

const number = z.coerce.number().int().min(1).max(KEYS_MAX);
export const rotateSchema = z.object({ kind: z.enum(KEY_KINDS) });
export const compromiseSchema = z.object({
  kind: z.enum(KEY_KINDS),
  number,
  /** UTC, with its zone. */
  asOf: z
    .string(refusal("value_missing"))
    .min(1, refusal("value_missing"))
    .regex(/Z$/, refusal("invalid_date"))
    .transform((given) => new Date(given))
    .refine((time) => !Number.isNaN(time.getTime()), refusal("invalid_date")),
  note: text(NOTE_CHARS_MAX).refine((given) => given !== "", refusal("value_missing")),
});

export const unlinkableSchema = z.object({ on: z.enum(["on", "off"]) });

export const slugParamsSchema = z.object({ slug: z.string().regex(ISSUER_SLUG) });
