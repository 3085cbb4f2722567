/** The commands of a ledger's keys and of what was signed. */
import { type Command, command } from "#lib/infra/terminal/command.ts";

export const sealingCommands: readonly Command[] = [
  command({
    words: "ledger-key add",
    id: "ledgerKeyAdd",
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    options: { algorithm: { value: "NAME", words: "ledgerKeyAlgorithm" }, ledger: { value: "NAME" } },
    load: async () => (await import("./ledger-key.ts")).ledgerKeyAdd,
  }),
  command({
    words: "ledger-key list",
    id: "ledgerKeyList",
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    options: { ledger: { value: "NAME" } },
    load: async () => (await import("./ledger-key.ts")).ledgerKeyList,
  }),
  command({
    words: "ledger public",
    id: "ledgerPublic",
    operands: "on|off",
    operandsMin: 1,
    operandsMax: 1,
    options: { ledger: { value: "NAME" } },
    load: async () => (await import("./ledger-public.ts")).ledgerPublic,
  }),
  command({
    words: "ledger remember",
    id: "ledgerRemember",
    operands: "CHECKPOINT",
    operandsMin: 1,
    operandsMax: 1,
    options: { ledger: { value: "NAME" } },
    load: async () => (await import("./ledger-remember.ts")).ledgerRemember,
  }),
];
