import { z } from "zod";
import { organisationSettingsSchema } from "#lib/features/accounts/organisations/schema.ts";
import { chosenPasswordSchema, givenPasswordSchema } from "#lib/features/accounts/sessions/schema.ts";
import { emailSchema, nameSchema } from "#lib/gate/parse-form.ts";

/** The form of the first run. */
export const firstRunSchema = organisationSettingsSchema.extend({
  token: z.string(),
  ownerName: nameSchema,
  email: emailSchema,
  password: chosenPasswordSchema,
});

/** The form behind an owner's link; whether the password is a first one is found out by the verb. */
export const ownerLinkSchema = z.object({
  token: z.string(),
  ownerName: z.union([z.literal(""), nameSchema]).default(""),
  password: givenPasswordSchema,
});
