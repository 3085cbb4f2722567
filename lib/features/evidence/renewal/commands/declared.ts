/** The command that renews a ledger. */
import { type Command, command, EXIT } from "#lib/infra/terminal/command.ts";

export const renewalCommands: readonly Command[] = [
  command({
    words: "renew",
    id: "renew",
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    options: { ledger: { value: "NAME" }, newest: {} },
    exitCodes: [EXIT.files],
    load: async () => (await import("./renew.ts")).renew,
  }),
];
