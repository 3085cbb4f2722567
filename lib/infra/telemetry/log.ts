/** What processes have to say: one line of JSON on standard output for each event, never a secret. */
import { env } from "#lib/env.ts";

/** Of any one fact: a stack of errors fits, and what a stranger sent fills no disk. */
const FACT_CHARS_MAX = 4_000;
// What a terminal or an editor acts on, and JSON leaves as it is: controls of C1, directions of writing, ends of lines.
const ACTING = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

export type LogLevel = "info" | "warning" | "error";

/** Writes one line; silent under test, where standard output belongs to the test runner. */
export function logEvent(
  level: LogLevel,
  event: string,
  facts: Record<string, string | number | boolean | undefined> = {},
): void {
  if (env.NODE_ENV === "test") return;
  process.stdout.write(`${logLine({ at: new Date().toISOString(), level, event, ...facts })}\n`);
}

/** The facts on one line, whatever they hold. */
export function logLine(facts: Record<string, string | number | boolean | undefined>): string {
  const text = JSON.stringify(facts, (_, fact) => (typeof fact === "string" ? bounded(fact) : fact));
  return text.replace(ACTING, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function bounded(text: string): string {
  return text.length <= FACT_CHARS_MAX ? text : `${text.slice(0, FACT_CHARS_MAX)}… (${text.length} characters)`;
}

/** What an error says, for a line of the log. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join("; ");
  return error instanceof Error ? error.message || error.name : String(error);
}
