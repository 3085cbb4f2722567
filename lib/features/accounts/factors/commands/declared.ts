/** The command for who has lost every factor. */
import { type Command, command } from "#lib/infra/terminal/command.ts";

export const factorCommands: readonly Command[] = [
  command({
    words: "user reset-factors",
    id: "userResetFactors",
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    options: { email: { value: "ADDRESS" } },
    required: ["email"],
    load: async () => (await import("./user-reset-factors.ts")).userResetFactors,
  }),
];
