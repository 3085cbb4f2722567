/** The command that computes a ledger again. */
import { type Command, command, EXIT } from "#lib/infra/terminal/command.ts";

export const auditCommands: readonly Command[] = [
  command({
    words: "audit",
    id: "audit",
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    options: { all: {}, since: { value: "FILE" }, ledger: { value: "NAME" } },
    exitCodes: [EXIT.files],
    load: async () => (await import("./audit.ts")).audit,
  }),
];
