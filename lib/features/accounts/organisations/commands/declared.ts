/** The commands of the states of organisations. */
import { type Command, command } from "#lib/infra/terminal/command.ts";

const KEY = { operands: "", operandsMin: 0, operandsMax: 0, options: { org: { value: "ORG" } }, required: ["org"] };

const STATE = {
  operands: "",
  operandsMin: 0,
  operandsMax: 0,
  options: { org: { value: "ORG" }, note: { value: "TEXT" } },
  required: ["org"],
};

export const organisationCommands: readonly Command[] = [
  command({
    ...STATE,
    words: "org suspend",
    id: "orgSuspend",
    load: async () => (await import("./org-state.ts")).orgSuspend,
  }),
  command({
    ...STATE,
    words: "org activate",
    id: "orgActivate",
    load: async () => (await import("./org-state.ts")).orgActivate,
  }),
  command({
    ...STATE,
    words: "org retire",
    id: "orgRetire",
    load: async () => (await import("./org-state.ts")).orgRetire,
  }),
  command({
    ...KEY,
    words: "org rotate-key",
    id: "orgRotateKey",
    load: async () => (await import("./org-key.ts")).orgRotateKey,
  }),
  command({
    ...KEY,
    words: "org shred",
    id: "orgShred",
    load: async () => (await import("./org-key.ts")).orgShred,
  }),
];
