import { z } from "zod";
import { nameSchema, refusal } from "#lib/gate/parse-form.ts";

const CODE_CHARS_MAX = 64;
const ANSWER_CHARS_MAX = 20_000;

const codeSchema = z
  .string(refusal("value_missing"))
  .trim()
  .min(1, refusal("value_missing"))
  .max(CODE_CHARS_MAX, refusal("code_wrong"));

/** A code of an authenticator app. */
export const totpSchema = z.object({ code: codeSchema });

const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/);

/** What a browser says an authenticator answered, as JSON (WebAuthn section 5.1); what is in it is checked by its signature. */
const answerOf = <Response extends z.ZodObject>(response: Response) =>
  z
    .string(refusal("passkey_refused"))
    .max(ANSWER_CHARS_MAX, refusal("passkey_refused"))
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: "custom", message: "passkey_refused" });
        return z.NEVER;
      }
    })
    .pipe(
      z.object(
        {
          id: base64url,
          rawId: base64url,
          type: z.literal("public-key"),
          clientExtensionResults: z.object({}).default({}),
          response,
        },
        refusal("passkey_refused"),
      ),
    );

const attestation = z.object({
  clientDataJSON: base64url,
  attestationObject: base64url,
  transports: z.array(z.string().max(32)).max(10).default([]),
});
const assertion = z.object({
  clientDataJSON: base64url,
  authenticatorData: base64url,
  signature: base64url,
  userHandle: base64url.optional(),
});

/** A passkey that is being made. */
export const newPasskeySchema = z.object({ name: nameSchema, answer: answerOf(attestation) });
export type NewPasskeyAnswer = z.output<typeof newPasskeySchema>["answer"];

/** A passkey that is used. */
export const passkeySchema = z.object({ answer: answerOf(assertion) });
export type PasskeyAnswer = z.output<typeof passkeySchema>["answer"];

/** A passkey that signs in. */
export const passkeySignInSchema = passkeySchema.extend({ next: z.string().optional() });
/** A code that is the second factor. */
export const secondFactorSchema = totpSchema.extend({ next: z.string().optional() });

export const passkeyNameSchema = z.object({ id: z.uuid(refusal("gone")), name: nameSchema });
export const passkeyIdSchema = z.object({ id: z.uuid() });

/** What is begun with a press alone. */
export const nothingSchema = z.object({});
