/** Runs one command line. */

import { plain } from "#lib/core/text/plain-text.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { type Command, CommandError, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { print, printJson, tell } from "#lib/infra/terminal/terminal.ts";
import { type Say, words } from "#lib/infra/terminal/words.ts";
import { checkArguments, commandsOf, findCommand, parseArguments, type UsageProblem } from "./arguments.ts";
import { adoptInstallation, readTerminalLocale, readVersion, usesEmbeddedDatabase } from "./cli-env.ts";
import { commandHelp, groupHelp, overview } from "./help.ts";

const installation = { adopt: adoptInstallation, isEmbedded: usesEmbeddedDatabase };

/** @param argv without node and script */
export async function main(argv: readonly string[]): Promise<ExitCode> {
  const locale = readTerminalLocale();
  const say = words(locale);
  const [first] = argv;
  if (first === undefined || first === "--help" || first === "-h" || first === "help") {
    (first === undefined ? tell : print)(overview(say));
    return first === undefined ? EXIT.impossible : EXIT.ok;
  }
  if (first === "--version") {
    print(`sealbook ${readVersion()}\n`);
    return EXIT.ok;
  }
  const found = findCommand(argv);
  if (found) return await runCommand(found.command, { rest: found.rest, locale, say });
  return unknown(argv, say);
}

/** No command begins so: the nearest help, asked for or not. */
function unknown(argv: readonly string[], say: Say): ExitCode {
  const [first = "", second] = argv;
  const group = commandsOf(first);
  const help = group.length > 0 ? groupHelp(group, say) : overview(say);
  if (group.length > 0 && (second === "--help" || second === "-h")) {
    print(help);
    return EXIT.ok;
  }
  const words = argv.slice(0, 2).filter((word) => !word.startsWith("-"));
  const tried = plain(words.join(" ") || first);
  const key = group.length > 0 && words.length === 1 ? "usage.commandUnfinished" : "usage.unknownCommand";
  tell(`${say(key, { command: tried })}\n\n${help}`);
  return EXIT.impossible;
}

async function runCommand(
  command: Command,
  { rest, locale, say }: { rest: string[]; locale: Locale; say: Say },
): Promise<ExitCode> {
  const parsed = parseArguments(command, rest);
  if ("problem" in parsed) return refuse(command, { problem: parsed, say });
  const { operands, options, lists } = parsed;
  if (options.help) {
    print(commandHelp(command, say));
    return EXIT.ok;
  }
  const problem = checkArguments(command, parsed);
  if (problem) return refuse(command, { problem, say });
  const json = options.json === true;
  try {
    const run = await command.load();
    return await run({ operands, options, lists, json, say, locale, installation });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    if (json) printJson({ error: { code: error.code, message: error.message } });
    tell(`sealbook: ${plain(error.message)}`);
    return error.exitCode;
  }
}

function refuse(command: Command, { problem, say }: { problem: UsageProblem; say: Say }): ExitCode {
  const values = Object.fromEntries(Object.entries(problem.values).map(([name, value]) => [name, plain(value)]));
  tell(`sealbook: ${say(`usage.${problem.problem}`, values)}\n${say("usage.seeHelp", { command: command.words })}`);
  return EXIT.impossible;
}
