/** What the forms and addresses of shares carry. */
import { z } from "zod";
import { hasHiddenCharacters } from "#lib/core/text/names.ts";
import { heldSchema } from "#lib/features/certificates/holders/schema.ts";
import { idSchema } from "#lib/features/evidence/records/schema/evidence.ts";
import { refusal } from "#lib/gate/parse-form.ts";
import { SHARE_DAYS, SHARE_VIEWS, type ShareDays, type ShareViews } from "./types.ts";

export const WHO_CHARS_MAX = 100;
const SHOWN_MAX = 200;
const TOKEN_CHARS_MAX = 64;
const NAME_CHARS_MAX = 200;

/** For whom a share is, or who looks at it; may be empty. */
const whoSchema = z
  .string()
  .transform((text) => text.trim().normalize("NFC"))
  .refine((text) => text.length <= WHO_CHARS_MAX, refusal("name_too_long"))
  .refine((text) => !hasHiddenCharacters(text), refusal("name_characters"));

const days = z.string().transform((text) => SHARE_DAYS.find((known) => `${known}` === text));
const views = z.string().transform((text) => SHARE_VIEWS.find((known) => `${known}` === text));

export const newShareSchema = heldSchema.extend({
  label: whoSchema,
  shown: z.array(z.string().max(NAME_CHARS_MAX)).max(SHOWN_MAX),
  days: days.refine((value): value is ShareDays => value !== undefined, refusal("value_missing")),
  views: views.refine((value): value is ShareViews => value !== undefined, refusal("value_missing")),
});

export const endShareSchema = heldSchema.extend({ share: idSchema });

/** A press of the button. */
export const lookSchema = z.strictObject({
  /** 16 random bytes in base64url, made by the page: the same one again is the same look. */
  key: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
  viewer: whoSchema.default(""),
});

const NAMES_CHARS_MAX = 2_000;

/** Names of fields, as a credential has them, with commas between. */
export const labelsQuerySchema = z.strictObject({
  names: z
    .string()
    .max(NAMES_CHARS_MAX)
    .transform((names) => names.split(",")),
});

/** How somebody who looks at a share asks for a file. */
export const fileQuerySchema = z.strictObject({
  share: z.string().max(TOKEN_CHARS_MAX).optional(),
  key: z.string().max(TOKEN_CHARS_MAX).optional(),
});
