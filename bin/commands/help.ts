/** The help of the whole and of each command. */
import { type Command, EXIT, type OptionKinds } from "#lib/infra/terminal/command.ts";
import { table } from "#lib/infra/terminal/terminal.ts";
import type { Say } from "#lib/infra/terminal/words.ts";
import { COMMANDS, COMMON_OPTIONS } from "./table.ts";

function spelled(name: string, value: string | undefined): string {
  return value ? `--${name} ${value}` : `--${name}`;
}

function usage({ words, operands, options, required = [] }: Command): string {
  const spelledOptions = Object.entries(options).map(([name, { value, multiple }]) => {
    const option = spelled(name, value);
    return required.includes(name) ? option : `[${option}]${multiple ? "…" : ""}`;
  });
  return ["sealbook", words, operands, ...spelledOptions].filter(Boolean).join(" ");
}

export function commandHelp(command: Command, say: Say): string {
  const options: OptionKinds = { ...command.options, ...COMMON_OPTIONS };
  const rows = Object.entries(options).map(
    ([name, kind]) => [spelled(name, kind.value), say(`options.${kind.words ?? name}`)] as const,
  );
  return [
    `${usage(command)}\n`,
    `${say(`commands.${command.id}.summary`)}\n${say(`commands.${command.id}.description`)}\n`,
    `${say("help.options")}\n${table(rows)}`,
    `${say("help.exitCodes")}\n${table(
      [EXIT.ok, EXIT.failed, EXIT.impossible, ...(command.exitCodes ?? [])].map(
        (code) => [`${code}`, say(`commands.${command.id}.exit${code}`)] as const,
      ),
    )}`,
  ].join("\n");
}

function summaries(commands: readonly Command[], say: Say): string {
  return table(
    commands.map(
      (command) => [`${command.words} ${command.operands}`.trim(), say(`commands.${command.id}.summary`)] as const,
    ),
  );
}

/** The commands that share a first word. */
export function groupHelp(commands: readonly Command[], say: Say): string {
  return `${say("help.commands")}\n${summaries(commands, say)}\n${say("help.more")}\n`;
}

export function overview(say: Say): string {
  return [
    `${say("help.title")}\n`,
    `${say("help.commands")}\n${summaries(COMMANDS, say)}`,
    `${say("help.environment")}\n${table([
      ["SEALBOOK_URL", say("help.SEALBOOK_URL")],
      ["SEALBOOK_KEY", say("help.SEALBOOK_KEY")],
      ["LC_ALL, LANG", say("help.LANG")],
    ])}`,
    `${say("help.more")}\n`,
  ].join("\n");
}
