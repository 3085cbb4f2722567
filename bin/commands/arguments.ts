/** From the words of a command line to a command and its options. Pure. */
import { parseArgs } from "node:util";
import type { Command, OptionKinds } from "#lib/infra/terminal/command.ts";
import { COMMANDS, COMMON_OPTIONS } from "./table.ts";

export interface ParsedArguments {
  operands: string[];
  options: Record<string, string | true>;
  lists: Record<string, string[]>;
}

/** What is wrong with a command line: the key of a message below `usage`, and its values. */
export interface UsageProblem {
  problem:
    | "unknownOption"
    | "valueMissing"
    | "valueUnexpected"
    | "operandMissing"
    | "operandUnexpected"
    | "optionMissing";
  values: Record<string, string>;
}

/** The command that the first words name, and the words after them. */
export function findCommand(words: readonly string[]): { command: Command; rest: string[] } | undefined {
  for (const command of COMMANDS) {
    const names = command.words.split(" ");
    if (names.every((name, index) => words[index] === name)) return { command, rest: words.slice(names.length) };
  }
  return undefined;
}

/** The commands whose first word this is: those of `org`, `key` or `user`. */
export function commandsOf(group: string): Command[] {
  return COMMANDS.filter(({ words }) => words.startsWith(`${group} `));
}

export function parseArguments(command: Command, words: readonly string[]): ParsedArguments | UsageProblem {
  const kinds: OptionKinds = { ...command.options, ...COMMON_OPTIONS };
  const config = Object.fromEntries(
    Object.entries(kinds).map(([name, { value }]) => [name, { type: value ? "string" : "boolean" } as const]),
  );
  const { tokens } = parseArgs({
    args: [...words],
    options: { ...config, help: { type: "boolean", short: "h" } },
    strict: false,
    tokens: true,
  });
  const parsed: ParsedArguments = { operands: [], options: {}, lists: {} };
  for (const token of tokens) {
    if (token.kind === "positional") parsed.operands.push(token.value);
    if (token.kind !== "option") continue;
    const { name, rawName, value } = token;
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    if (!kind) return { problem: "unknownOption", values: { option: rawName } };
    if (!kind.value && value !== undefined) return { problem: "valueUnexpected", values: { option: rawName } };
    // `--out --json`: what looks like an option is none's value, unless written --out=--json.
    if (kind.value && (!value || (value.startsWith("--") && !token.inlineValue))) {
      return { problem: "valueMissing", values: { option: rawName, value: kind.value } };
    }
    parsed.options[name] = value ?? true;
    if (kind.multiple) parsed.lists[name] = [...(parsed.lists[name] ?? []), String(value)];
  }
  return parsed;
}

/** What else is wrong, once it is known that no help was asked for. */
export function checkArguments(command: Command, { operands, options }: ParsedArguments): UsageProblem | undefined {
  if (operands.length < command.operandsMin) {
    return { problem: "operandMissing", values: { operands: command.operands } };
  }
  const extra = operands[command.operandsMax];
  if (extra !== undefined) return { problem: "operandUnexpected", values: { operand: extra } };
  const missing = command.required?.find((name) => options[name] === undefined);
  return missing === undefined ? undefined : { problem: "optionMissing", values: { option: `--${missing}` } };
}
