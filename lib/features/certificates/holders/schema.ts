/** What holders' forms send. */
import { z } from "zod";
import { newPasskeySchema, passkeySchema } from "#lib/features/accounts/factors/schema.ts";
import { idSchema } from "#lib/features/evidence/records/schema/evidence.ts";
import { emailSchema, refusal } from "#lib/gate/parse-form.ts";

const TOKEN_CHARS_MAX = 64;
const CODE_CHARS_MAX = 40;

/** As it stands in the address, right or wrong. */
export const tokenSchema = z.string().max(TOKEN_CHARS_MAX);
/** Which certificate, of those that a link opens. */
export const heldSchema = z.object({ token: tokenSchema, certificate: idSchema });

export const pageOpenSchema = heldSchema.extend({ open: z.enum(["on", "off"]) });
export const codeSchema = z.object({
  code: z
    .string(refusal("value_missing"))
    .trim()
    .min(1, refusal("value_missing"))
    .max(CODE_CHARS_MAX, refusal("link_invalid")),
});
export const lostSchema = z.object({ email: emailSchema });

/** Whoever holds a link, about all that it opens. */
export const linkSchema = z.object({ token: tokenSchema });
export const addPasskeySchema = linkSchema.extend({ answer: newPasskeySchema.shape.answer });
export const removePasskeySchema = linkSchema.extend({ passkey: idSchema });
export const openWithPasskeySchema = passkeySchema;

/** An issuer's own certificate. */
export const ownSchema = z.object({ certificate: idSchema });
export const addressSchema = ownSchema.extend({ email: emailSchema });
