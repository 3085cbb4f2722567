/** From a posted form to typed values, or to what its page says beside each field. */
import { z } from "zod";
import { hasHiddenCharacters } from "#lib/core/text/names.ts";
import { type ErrorCode, isErrorCode } from "#lib/words/errors.ts";

const NAME_CHARS_MAX = 200;
const EMAIL_CHARS_MAX = 254; // RFC 5321 section 4.5.3.1.3, less the angle brackets

/** What a schema of a form says of a field that it refuses. */
export const refusal = (code: ErrorCode): { error: ErrorCode } => ({ error: code });

/** A name as people write it, in Unicode's composed form. */
export const nameSchema = z
  .string(refusal("value_missing"))
  .transform((text) => text.trim().normalize("NFC"))
  .refine((text) => text !== "", refusal("value_missing"))
  .refine((text) => text.length <= NAME_CHARS_MAX, refusal("name_too_long"))
  .refine((text) => !hasHiddenCharacters(text), refusal("name_characters"));

/** An e-mail address, in lower case. */
export const emailSchema = z
  .string(refusal("value_missing"))
  .trim()
  .min(1, refusal("value_missing"))
  .max(EMAIL_CHARS_MAX, refusal("invalid_email"))
  .toLowerCase()
  .pipe(z.email(refusal("invalid_email")));

/** A box that is ticked or not: browsers send "on" for a ticked one and nothing for the other. */
export const tickSchema = z
  .literal("on")
  .optional()
  .transform((value) => value === "on");

/** `values`: what was typed. `problems`: the code of what is wrong with each field. */
export type ParsedForm<T extends z.ZodObject> = { values: Record<string, string> } & (
  | { data: z.output<T> }
  | { problems: Record<string, ErrorCode> }
);

/**
 * Parses a form's texts, and the files of fields that are `z.file()`. The schema's error texts are codes (`refusal`); the first one of
 * each field is kept. Fields named in `secrets` are never handed back, nor are files.
 */
export function parseForm<T extends z.ZodObject>(
  schema: T,
  form: FormData,
  { secrets = [] }: { secrets?: readonly string[] } = {},
): ParsedForm<T> {
  const input: Record<string, unknown> = {};
  const values: Record<string, string> = {};
  for (const [name, field] of Object.entries(schema.shape)) {
    if (field instanceof z.ZodFile) {
      // Browsers send an empty one where none was chosen.
      input[name] = form.getAll(name).find((value) => typeof value !== "string" && value.size > 0);
      values[name] = "";
      continue;
    }
    const sent = form.getAll(name).filter((value) => typeof value === "string");
    input[name] = field instanceof z.ZodArray ? sent : sent[0];
    if (!secrets.includes(name)) values[name] = sent.join(" ");
  }
  const problems: Record<string, ErrorCode> = {};
  // PostgreSQL takes no text with a NUL; no browser types one.
  for (const [name, sent] of Object.entries(input)) if (String(sent).includes("\0")) problems[name] = "name_characters";
  const result = schema.safeParse(input);
  if (result.success && Object.keys(problems).length === 0) return { data: result.data, values };
  for (const { path, message } of result.error?.issues ?? []) {
    problems[String(path[0])] ??= isErrorCode(message) ? message : "value_missing";
  }
  return { values, problems };
}
