import { CommandError, type Context, EXIT } from "#lib/infra/terminal/command.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The key that the command names. @throws {CommandError} when it cannot be one */
export function keyIdOf({ operands, say }: Pick<Context, "operands" | "say">): string {
  const [id = ""] = operands;
  if (!UUID.test(id)) throw keyGone(id, say);
  return id.toLowerCase();
}

/** That there is no such key. */
export function keyGone(id: string, say: Context["say"]): CommandError {
  return new CommandError(say("database.keyGone", { id }), { code: "not_found", exitCode: EXIT.failed });
}
