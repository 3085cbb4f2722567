/** What pages of seals find in their addresses, and what their forms send. */
import { z } from "zod";
import { hasHiddenCharacters } from "#lib/core/text/names.ts";
import { unitChoiceSchema } from "#lib/features/accounts/units/schema.ts";
import { nameSchema, refusal, tickSchema } from "#lib/gate/parse-form.ts";
import { MADE_KINDS, PURPOSE_CHARS_MAX, PURPOSES_MAX, REQUEST_STATES, SHAPES, SUBJECT_CHARS_MAX } from "../types.ts";
import {
  CAPTION_CHARS_MAX,
  CODE_CHARS_MAX,
  NAME_CHARS_MAX,
  PASSWORD_CHARS_MAX,
  PEM_CHARS_MAX,
  REASON_CHARS_MAX,
  SIGNER_SECRET_CHARS,
  URL_CHARS_MAX,
  WIDTH_MM,
  WORDS_CHARS_MAX,
} from "./api.ts";

export { requestParamsSchema, sealParamsSchema } from "./api.ts";

/** An address that somebody wrote by hand filters by what can be read in it. */
const listing = {
  q: z.string().trim().max(NAME_CHARS_MAX).catch(""),
  older: z.uuid().optional().catch(undefined),
  newer: z.uuid().optional().catch(undefined),
};
type Listing = { older?: string | undefined; newer?: string | undefined };
/** One end alone, as rows are read. */
const oneEnd = <Query extends Listing>({ older, newer, ...query }: Query) => ({
  ...query,
  ...(newer !== undefined ? { newer } : older !== undefined ? { older } : {}),
});
export const sealsPageSchema = z
  .object({ ...listing, state: z.enum(["active", "revoked"]).optional().catch(undefined) })
  .transform(oneEnd);
export const usesPageSchema = z.object(listing).transform(oneEnd);
/** Those that wait, unless said. */
export const requestsPageSchema = z
  .object({ ...listing, state: z.enum(["all", ...REQUEST_STATES]).catch("waiting") })
  .transform(oneEnd);

const optionalLine = (max: number) =>
  z
    .string()
    .optional()
    .transform((text) => (text ?? "").trim().normalize("NFC"))
    .refine((text) => text.length <= max, refusal("line_too_long"))
    .refine((text) => !hasHiddenCharacters(text), refusal("name_characters"))
    .transform((text) => text || undefined);

/** One a line. */
const purposesSchema = z
  .string()
  .optional()
  .transform((text) => [
    ...new Set(
      (text ?? "")
        .normalize("NFC")
        .split("\n")
        .map((each) => each.trim())
        .filter((each) => each !== ""),
    ),
  ])
  .refine((purposes) => purposes.length <= PURPOSES_MAX, refusal("seal_purposes_wrong"))
  .refine((purposes) => purposes.every((each) => each.length <= PURPOSE_CHARS_MAX), refusal("seal_purposes_wrong"))
  .refine((purposes) => !purposes.some(hasHiddenCharacters), refusal("name_characters"));

/** PEM, as it was copied. */
const certificatesText = z
  .string()
  .min(1, refusal("value_missing"))
  .max(PEM_CHARS_MAX, refusal("seal_certificate_unfit"));

export const newSealFormSchema = z.object({
  name: nameSchema,
  unit: unitChoiceSchema,
  picture: z.enum(["design", "png"], refusal("value_missing")),
  shape: z.enum(SHAPES, refusal("value_missing")),
  words: optionalLine(WORDS_CHARS_MAX),
  caption: optionalLine(CAPTION_CHARS_MAX),
  code: optionalLine(CODE_CHARS_MAX).refine(
    (code) => code === undefined || /^[0-9A-Z]+$/.test(code),
    refusal("seal_code_wrong"),
  ),
  color: z.templateLiteral(["#", z.string().regex(/^[0-9a-f]{6}$/)], refusal("value_missing")),
  width: z.coerce
    .number(refusal("seal_width_wrong"))
    .min(WIDTH_MM.min, refusal("seal_width_wrong"))
    .max(WIDTH_MM.max, refusal("seal_width_wrong")),
  png: z.file().optional(),
  key: z.enum(["make", "pkcs12", "remote"], refusal("value_missing")),
  make: z.enum(MADE_KINDS, refusal("value_missing")),
  pkcs12: z.file().optional(),
  password: z.string().max(PASSWORD_CHARS_MAX, refusal("line_too_long")).default(""),
  url: z
    .url({ protocol: /^https?$/, ...refusal("seal_signer_address") })
    .max(URL_CHARS_MAX, refusal("line_too_long"))
    .optional(),
  secret: z
    .string()
    .min(SIGNER_SECRET_CHARS.min, refusal("seal_secret_length"))
    .max(SIGNER_SECRET_CHARS.max, refusal("seal_secret_length"))
    .optional(),
  certificates: certificatesText.optional(),
  fourEyes: tickSchema,
  purposes: purposesSchema,
});

const id = z.uuid();
export const requestFormSchema = z.object({ id, commonName: optionalLine(SUBJECT_CHARS_MAX) });
export const certifyFormSchema = z.object({ id, certificates: certificatesText });
export const changedSealFormSchema = z.object({
  ...{ id, name: nameSchema, purposes: purposesSchema, fourEyes: tickSchema, wasFourEyes: tickSchema },
});
export const asideFormSchema = z.object({ id, fourEyes: z.enum(["off", "on"]) });
const partySchema = z.templateLiteral([z.enum(["user", "key"]), " ", z.uuid()], refusal("value_missing"));
export const grantFormSchema = z.object({ id, party: partySchema, purposes: purposesSchema });
export const endGrantFormSchema = z.object({ id, party: partySchema });
export const revocationFormSchema = z.object({
  id,
  reason: optionalLine(REASON_CHARS_MAX).refine((reason) => reason !== undefined, refusal("value_missing")),
});
export const decisionFormSchema = z.object({ id, request: z.uuid(), decision: z.enum(["approve", "reject"]) });
