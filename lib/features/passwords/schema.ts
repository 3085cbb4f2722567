import { z } from "zod";
import { emailSchema } from "#lib/features/forms/schema.ts";
import { chosenPasswordSchema } from "#lib/features/sessions/schema.ts";

/** The form of who forgot their password. */
export const resetRequestSchema = z.object({ email: emailSchema });

/** The form behind a reset's link. */
export const newPasswordSchema = z.object({ token: z.string(), password: chosenPasswordSchema });
