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

/** The form behind an owner's link; a name is asked of who has no account yet. */
export const newOwnerSchema = z.object({ token: z.string(), ownerName: nameSchema, password: chosenPasswordSchema });
export const knownOwnerSchema = z.object({ token: z.string(), password: givenPasswordSchema });
