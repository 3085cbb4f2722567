/** From a posted form to typed values, or to what its page says beside each field. */
import { z } from "zod";
import { hasHiddenCharacters } from "#lib/core/text/names.ts";
import { FORM_PROBLEMS, type FormProblem, type FormState } from "#lib/words/form-state.ts";

const NAME_CHARS_MAX = 200;
const EMAIL_CHARS_MAX = 254; // RFC 5321 section 4.5.3.1.3, less the angle brackets

const problem = (key: FormProblem) => ({ error: key });

/** A name as people write it, in Unicode's composed form. */
export const nameSchema = z
  .string(problem("missing"))
  .transform((text) => text.trim().normalize("NFC"))
  .refine((text) => text !== "", problem("missing"))
  .refine((text) => text.length <= NAME_CHARS_MAX, problem("nameLong"))
  .refine((text) => !hasHiddenCharacters(text), problem("nameCharacters"));

/** An e-mail address, in lower case. */
export const emailSchema = z
  .string(problem("missing"))
  .trim()
  .min(1, problem("missing"))
  .max(EMAIL_CHARS_MAX, problem("emailInvalid"))
  .toLowerCase()
  .pipe(z.email(problem("emailInvalid")));

/** A box that is ticked or not: browsers send "on" for a ticked one and nothing for the other. */
export const tickSchema = z
  .literal("on")
  .optional()
  .transform((value) => value === "on");

export type ParsedForm<T extends z.ZodObject> =
  | { data: z.output<T>; values: Record<string, string> }
  | { refused: FormState };

/**
 * Parses the text fields of a form. The schema's error texts are keys of `FORM_PROBLEMS`; the first one of each field
 * is kept. Fields named in `secrets` are never handed back.
 *
 * @param options.problemOf what a text that is no such key means
 */
export function parseForm<T extends z.ZodObject>(
  schema: T,
  form: FormData,
  options: { secrets?: readonly (keyof T["shape"])[]; problemOf?: (message: string) => FormProblem | undefined } = {},
): ParsedForm<T> {
  const { secrets = [], problemOf = () => undefined } = options;
  const input: Record<string, unknown> = {};
  const values: Record<string, string> = {};
  for (const [name, field] of Object.entries(schema.shape)) {
    const sent = form.getAll(name).filter((value) => typeof value === "string");
    input[name] = field instanceof z.ZodArray ? sent : sent[0];
    if (!secrets.includes(name)) values[name] = sent.join(" ");
  }
  const result = schema.safeParse(input);
  if (result.success) return { data: result.data, values };
  const problems: Partial<Record<string, FormProblem>> = {};
  for (const { path, message } of result.error.issues) {
    problems[String(path[0])] ??= FORM_PROBLEMS.find((key) => key === message) ?? problemOf(message) ?? "missing";
  }
  return { refused: { values, problems } };
}
