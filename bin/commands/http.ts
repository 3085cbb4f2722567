/** What the client of the API throws, as sentences that a person can act on. */
import { AnswerTooLong, BodyIncomplete, Problem, StrangeAnswer, TimedOut, Unreachable } from "#lib/client/errors.ts";
import { CommandError, EXIT } from "#lib/infra/terminal/command.ts";
import type { Say } from "#lib/infra/terminal/words.ts";
import type { Server } from "./server.ts";

/** Asks the server for something. @throws {CommandError} with the server's own sentence for a refusal */
export async function asking<T>({ server, say }: { server: Server; say: Say }, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asCommandError(error, { url: server.at("/"), say }) ?? error;
  }
}

function asCommandError(error: unknown, { url, say }: { url: URL; say: Say }): CommandError | undefined {
  const host = url.origin;
  if (error instanceof Problem) return new CommandError(error.message, { code: error.code, exitCode: EXIT.failed });
  if (error instanceof StrangeAnswer) return strange({ url, say, status: error.status });
  if (error instanceof TimedOut)
    return new CommandError(say("server.timeout", { host: url.host }), { code: "timeout" });
  if (error instanceof AnswerTooLong)
    return new CommandError(say("server.tooLarge", { host }), { code: "answer_too_large" });
  if (error instanceof BodyIncomplete)
    return new CommandError(say("server.incomplete", { reason: error.message }), { code: "file_changed" });
  if (!(error instanceof Unreachable)) return undefined;
  const values = { host, reason: error.message };
  return error.isBrokenOff
    ? new CommandError(say("server.brokenOff", values), { code: "broken_off" })
    : new CommandError(say("server.unreachable", values), { code: "unreachable" });
}

/** An answer that no server of ours gives. */
export function strange({ url, say, status = 200 }: { url: URL; say: Say; status?: number }): CommandError {
  return new CommandError(say("server.strange", { host: url.origin, status }), { code: "not_sealbook" });
}
