/** The command that lets somebody choose a new password. */
import { type Command, command } from "#lib/infra/terminal/command.ts";

export const passwordCommands: readonly Command[] = [
  command({
    words: "user reset-link",
    id: "userResetLink",
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    options: { email: { value: "ADDRESS" } },
    required: ["email"],
    load: async () => (await import("./user-reset-link.ts")).userResetLink,
  }),
];
