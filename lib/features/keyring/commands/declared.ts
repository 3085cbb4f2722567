/** The commands of a hardware security module. */
import { type Command, command } from "#lib/infra/terminal/command.ts";

export const hsmCommands: readonly Command[] = [
  command({
    words: "hsm status",
    id: "hsmStatus",
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    options: {},
    load: async () => (await import("./hsm.ts")).hsmStatus,
  }),
  command({
    words: "hsm make-master-key",
    id: "hsmMakeMasterKey",
    operands: "LABEL",
    operandsMin: 1,
    operandsMax: 1,
    options: {},
    load: async () => (await import("./hsm.ts")).hsmMakeMasterKey,
  }),
];
