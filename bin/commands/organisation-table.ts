/** The commands of organisations and of the ledgers into which they record. */
import type { Command } from "./command.ts";

const STATE = {
  operands: "",
  operandsMin: 0,
  operandsMax: 0,
  options: { org: { value: "ORG" }, note: { value: "TEXT" } },
  required: ["org"],
};

export const ORGANISATION_COMMANDS: readonly Command[] = [
  {
    ...STATE,
    words: "org suspend",
    id: "orgSuspend",
    load: async () => (await import("./org-state.ts")).orgSuspend,
  },
  {
    ...STATE,
    words: "org activate",
    id: "orgActivate",
    load: async () => (await import("./org-state.ts")).orgActivate,
  },
  {
    ...STATE,
    words: "org retire",
    id: "orgRetire",
    load: async () => (await import("./org-state.ts")).orgRetire,
  },
];

export const LEDGER_COMMANDS: readonly Command[] = [
  {
    words: "ledger create",
    id: "ledgerCreate",
    operands: "NAME",
    operandsMin: 1,
    operandsMax: 1,
    options: {},
    load: async () => (await import("./ledger-create.ts")).ledgerCreate,
  },
  {
    words: "ledger list",
    id: "ledgerList",
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    options: {},
    load: async () => (await import("./ledger-create.ts")).ledgerList,
  },
];
