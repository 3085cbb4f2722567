import { z } from "zod";
import { emailSchema, refusal } from "#lib/gate/parse-form.ts";
import { PASSWORD_CHARS_MAX, passwordProblem } from "#lib/gate/password.ts";

// Twice the characters: Unicode counts some of them as two.
const PASSWORD_UNITS_MAX = 2 * PASSWORD_CHARS_MAX;

/** A password as sent: what it must be is decided when one is chosen, here only that it can be checked. */
export const givenPasswordSchema = z
  .string(refusal("value_missing"))
  .min(1, refusal("value_missing"))
  .max(PASSWORD_UNITS_MAX, refusal("password_too_long"));

/** A password that is being chosen, judged with the other fields so that all that is wrong is told at once. */
export const chosenPasswordSchema = givenPasswordSchema.superRefine((password, context) => {
  const weak = passwordProblem(password, []);
  if (weak) context.addIssue({ code: "custom", message: weak });
});

/** A button beside a session, or beside an organisation. */
export const buttonIdSchema = z.object({ id: z.uuid() });

/** Whoever is signed in proves once more that it is they. */
export const proofSchema = z.object({ password: givenPasswordSchema });

/** The sign-in form. */
export const signInSchema = z.object({
  email: emailSchema,
  password: givenPasswordSchema,
  /** Where to go afterwards: see `localPath`. */
  next: z.string().optional(),
});

/** Where the second factor is asked for. */
export const FACTOR_PATH = "/sign-in/factor";

/** Where one is after signing in; `next` as `localPath` takes it. */
export function pathAfter({ awaits }: { awaits?: "factor" }, next: string | undefined): string {
  const path = localPath(next);
  return awaits ? `${FACTOR_PATH}?${new URLSearchParams({ next: path })}` : path;
}

const PATH_CHARS_MAX = 2_000;
/** Where one is after signing in, unless one wanted to go elsewhere. */
export const CONSOLE_PATH = "/overview";

/**
 * A path of this installation, fit for a redirect; the console for anything else. A browser reads `//host` and
 * `/\host` as another site, and drops tabs and line feeds first: so only what resolves to our own origin passes.
 */
export function localPath(text: string | null | undefined): string {
  if (!text || text.length > PATH_CHARS_MAX || !text.startsWith("/")) return CONSOLE_PATH;
  const here = "http://installation.invalid";
  if (!URL.canParse(text, here)) return CONSOLE_PATH;
  const url = new URL(text, here);
  const path = `${url.pathname}${url.search}${url.hash}`;
  // "/.//host" resolves to our origin with the path "//host": what is handed back must not be read as a host either.
  return url.origin === here && !path.startsWith("//") ? path : CONSOLE_PATH;
}
