/** The forms of the page about the site. */
import { z } from "zod";
import { hasHiddenCharacters } from "#lib/core/text/names.ts";
import { refusal } from "#lib/gate/parse-form.ts";
import { NOTICE_NAMES } from "./types.ts";

/** Some ten printed pages. */
const TEXT_CHARS_MAX = 40_000;
const URL_CHARS_MAX = 2_000;
const DAY_MS = 24 * 60 * 60 * 1_000;
/** RFC 9116 section 2.5.5 asks for less than a year; a leap year has a day more. */
const EXPIRY_DAYS_MAX = 366;

const text = z
  .string()
  .transform((given) => given.replaceAll("\r\n", "\n").trim().normalize("NFC"))
  .refine((given) => given.length <= TEXT_CHARS_MAX, refusal("text_too_long"))
  .refine((given) => !hasHiddenCharacters(given.replaceAll(/[\n\t]/g, " ")), refusal("name_characters"));

const url = z
  .string()
  .trim()
  .max(URL_CHARS_MAX, refusal("invalid_web_address"))
  .refine((given) => given === "" || isWebAddress(given), refusal("invalid_web_address"));

export const noticeSchema = z.object({ name: z.enum(NOTICE_NAMES), en: text, zh: text, url });

/** Empty: no contact any more. An e-mail address may stand alone. */
export const securityContactSchema = z.object({
  contact: z
    .string()
    .trim()
    .max(URL_CHARS_MAX, refusal("invalid_contact"))
    .transform((given) => (z.email().safeParse(given).success ? `mailto:${given}` : given))
    .refine((given) => given === "" || isContact(given), refusal("invalid_contact")),
  /** The last day on which it holds. */
  expires: z.union([z.literal(""), z.iso.date(refusal("invalid_date"))]).transform((day, context) => {
    if (day === "") return undefined;
    const end = new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS);
    const days = (end.getTime() - Date.now()) / DAY_MS;
    if (days > 0 && days <= EXPIRY_DAYS_MAX) return end;
    context.addIssue({ code: "custom", message: days > 0 ? "expiry_far" : "expiry_past" });
    return z.NEVER;
  }),
});

function isWebAddress(given: string): boolean {
  const address = URL.parse(given);
  return (
    (address?.protocol === "https:" || address?.protocol === "http:") && !address.username && !/[\s<>"]/.test(given)
  );
}

/** RFC 9116 section 2.5.3: a web address is one of https. */
function isContact(given: string): boolean {
  if (given.startsWith("mailto:")) return z.email().safeParse(given.slice("mailto:".length)).success;
  return given.startsWith("https://") && isWebAddress(given);
}
