/** `sealbook bounce` */
import { type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { readFileUpTo, STDIN } from "#lib/infra/terminal/files.ts";
import { withInstallation } from "#lib/infra/terminal/installation.ts";
import { print, printJson } from "#lib/infra/terminal/terminal.ts";

/** A report returns the head of a letter, or all of it: ours have some kilobytes. */
const MESSAGE_BYTES_MAX = 1024 * 1024;

/** What is no report is no failure: whoever answers a letter by hand shall get no report about that. */
export async function bounce(context: Context): Promise<ExitCode> {
  const { say, json } = context;
  // Every byte is a character of its own: names of ours are ASCII, and what else stands there is not looked at.
  const message = Buffer.from(await readFileUpTo(STDIN, { bytesMax: MESSAGE_BYTES_MAX, say })).toString("latin1");
  const noted = await withInstallation(context, async () => {
    const { noteBounce } = await import("../verbs/note-bounce.ts");
    return await noteBounce({ actor: { kind: "operator" }, message });
  });
  if (json) printJson({ ...noted });
  else print(say(`bounces.${noted.bounce}`));
  return EXIT.ok;
}
