import { z } from "zod";
import { givenPasswordSchema } from "#lib/features/accounts/sessions/schema.ts";
import { unitChoiceSchema } from "#lib/features/accounts/units/schema.ts";
import { emailSchema, nameSchema, refusal, tickSchema } from "#lib/gate/parse-form.ts";
import { LOCALES } from "#lib/i18n/locale.ts";
import { ROLES } from "#lib/words/permissions.ts";

const roleSchema = z.enum(ROLES, refusal("role_missing"));

/** The form of an invitation. `locale`: the language of its mail. */
export const invitationSchema = z.object({
  email: emailSchema,
  role: roleSchema,
  locale: z.enum(LOCALES, refusal("value_missing")),
  unit: unitChoiceSchema,
});

/** The form of a member's role and unit. */
export const memberRoleSchema = z.object({ id: z.uuid(refusal("gone")), role: roleSchema, unit: unitChoiceSchema });

/** A button beside an invitation, its letter, or a member. */
export const memberIdSchema = z.object({ id: z.uuid() });

/** The removal of a member, and whether what they made goes with them. */
export const removalSchema = memberIdSchema.extend({ revokeKeys: tickSchema });

/** The form behind an invitation's link; whether the password is a first one is found out by the verb. */
export const acceptanceSchema = z.object({
  token: z.string(),
  name: z.union([z.literal(""), nameSchema]).default(""),
  password: givenPasswordSchema,
});

const QUERY_CHARS_MAX = 200;

/** What the outbox is asked for; nonsense in an address is ignored. */
export const outboxQuerySchema = z.object({
  older: z.uuid().optional().catch(undefined),
  newer: z.uuid().optional().catch(undefined),
});

/** What the list of members is asked for; nonsense in an address is ignored. */
export const memberQuerySchema = outboxQuerySchema.extend({
  q: z.string().trim().max(QUERY_CHARS_MAX).catch("").default(""),
});
