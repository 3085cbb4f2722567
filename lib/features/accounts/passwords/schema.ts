import { z } from "zod";
import { chosenPasswordSchema, givenPasswordSchema } from "#lib/features/accounts/sessions/schema.ts";
import { emailSchema } from "#lib/gate/parse-form.ts";

/** The form of who forgot their password. */
export const resetRequestSchema = z.object({ email: emailSchema });

/** The form behind a reset's link. */
export const newPasswordSchema = z.object({ token: z.string(), password: chosenPasswordSchema });

/** The form of who changes their own. */
export const ownPasswordSchema = z.object({ current: givenPasswordSchema, password: chosenPasswordSchema });
