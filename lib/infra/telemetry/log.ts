/** What processes without a caller have to say: one line of JSON on standard output for each event, never a secret. */
import { env } from "#lib/env.ts";

export type LogLevel = "info" | "warning" | "error";

/** Writes one line; silent under test, where standard output belongs to the test runner. */
export function logEvent(
  level: LogLevel,
  event: string,
  facts: Record<string, string | number | boolean | undefined> = {},
): void {
  if (env.NODE_ENV === "test") return;
  process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), level, event, ...facts })}\n`);
}

/** What an error says, for a line of the log. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join("; ");
  return error instanceof Error ? error.message || error.name : String(error);
}
