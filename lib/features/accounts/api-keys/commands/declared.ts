/** The commands of API keys. */
import { type Command, command } from "#lib/infra/terminal/command.ts";

export const apiKeyCommands: readonly Command[] = [
  command({
    words: "key create",
    id: "keyCreate",
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    options: {
      org: { value: "ORG" },
      name: { value: "NAME" },
      scope: { value: "SCOPE", multiple: true },
      expires: { value: "YYYY-MM-DD" },
    },
    required: ["org", "name"],
    load: async () => (await import("./key-create.ts")).keyCreate,
  }),
  command({
    words: "key list",
    id: "keyList",
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    options: { org: { value: "ORG" } },
    required: ["org"],
    load: async () => (await import("./key-list.ts")).keyList,
  }),
  command({
    words: "key revoke",
    id: "keyRevoke",
    operands: "ID",
    operandsMin: 1,
    operandsMax: 1,
    options: { org: { value: "ORG" } },
    required: ["org"],
    load: async () => (await import("./key-revoke.ts")).keyRevoke,
  }),
];
