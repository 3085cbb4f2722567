/** The command that a mail server hands its reports to. */
import { type Command, command } from "#lib/infra/terminal/command.ts";

export const outboxCommands: readonly Command[] = [
  command({
    words: "bounce",
    id: "bounce",
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    options: {},
    load: async () => (await import("./bounce.ts")).bounce,
  }),
];
