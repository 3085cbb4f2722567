/** What the commands that work on the database itself share. Features are imported after the configuration is known. */
import { SealbookError } from "#lib/words/errors.ts";
import { CommandError, type Context, EXIT } from "./command.ts";

// Codes of a server that is not there, or not yet, and of a database that this login may not open (PostgreSQL manual,
// appendix A: classes 08, 28, 3D, 57P), of node's sockets, and Prisma's for the same.
const UNREACHABLE = /^(E[A-Z]+|08\w{3}|28\w{3}|3D\w{3}|57P\w{2}|53300|P1\d{3})$/;
const NO_DATABASE = /^No database/;
const EXPECTED = /^(No database|Bad configuration|SEALBOOK_SECRET|\S*secret\.key)/;

/**
 * Runs `work` with the configuration of the installation.
 *
 * @throws {CommandError} when configuration or database are not there, and for a refusal by the features
 */
export async function withInstallation<T>(context: Context, work: () => Promise<T>): Promise<T> {
  await context.installation.adopt();
  try {
    return await work();
  } catch (error) {
    throw asCommandError(error, context) ?? error;
  }
}

function asCommandError(error: unknown, { say, installation }: Context): CommandError | undefined {
  if (error instanceof CommandError || !(error instanceof Error)) return undefined;
  if (error instanceof SealbookError) {
    const { code, details } = error;
    return new CommandError(say(`/errors.${code}.detail`, details), { code, exitCode: EXIT.failed });
  }
  // By its name: nothing that reads the configuration is imported here.
  if (error.name === "HsmAway") return new CommandError(error.message, { code: "hsm_away" });
  const stopped = installation.isEmbedded()
    ? new CommandError(say("database.stopped"), { code: "unavailable" })
    : undefined;
  if (stopped && NO_DATABASE.test(error.message)) return stopped;
  if (EXPECTED.test(error.message)) return new CommandError(error.message, { code: "configuration" });
  for (let cause: unknown = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++) {
    const { code } = cause as NodeJS.ErrnoException;
    if (!UNREACHABLE.test(String(code)) && !/DatabaseNotReachable/.test(cause.message)) continue;
    if (stopped) return stopped;
    const reason = cause.message.trim().split("\n").at(-1) || String(code);
    return new CommandError(say("database.unreachable", { reason }), { code: "unavailable" });
  }
  return undefined;
}

interface Parser<T> {
  safeParse: (
    value: unknown,
  ) => { success: true; data: T } | { success: false; error: { issues: { message: string }[] } };
}

/** The value of an option as a form's field would be read; its error is one of the forms' own sentences. */
export function parseOption<T>(schema: Parser<T>, { option, context }: { option: string; context: Context }): T {
  const { options, say } = context;
  const parsed = schema.safeParse(options[option]);
  if (parsed.success) return parsed.data;
  const reason = say(`/errors.${parsed.error.issues[0]?.message ?? "value_missing"}.detail`);
  throw new CommandError(say("database.invalid", { option: `--${option}`, reason }), { code: "usage" });
}
