/** The commands that ask witnesses before they change a ledger. */
import { type Command, command } from "#lib/infra/terminal/command.ts";

export const nodeCommands: readonly Command[] = [
  command({
    words: "ledger-key retire",
    id: "ledgerKeyRetire",
    operands: "NUMBER",
    operandsMin: 1,
    operandsMax: 1,
    options: { ledger: { value: "NAME" }, force: {} },
    load: async () => (await import("./ledger-key-retire.ts")).ledgerKeyRetire,
  }),
];
