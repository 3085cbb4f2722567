import { z } from "zod";
import { emailSchema, nameSchema } from "#lib/features/forms/schema.ts";
import { organisationSettingsSchema } from "#lib/features/organisations/schema.ts";
import { chosenPasswordSchema, givenPasswordSchema } from "#lib/features/sessions/schema.ts";

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
