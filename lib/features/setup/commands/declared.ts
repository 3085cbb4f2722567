/** The commands that make organisations and their owners. */
import { type Command, command } from "#lib/infra/terminal/command.ts";

export const setupCommands: readonly Command[] = [
  command({
    words: "org create",
    id: "orgCreate",
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    options: { name: { value: "NAME" }, "owner-email": { value: "ADDRESS" }, "allow-same-name": {} },
    required: ["name", "owner-email"],
    load: async () => (await import("./org-create.ts")).orgCreate,
  }),
  command({
    words: "org owner-link",
    id: "orgOwnerLink",
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    options: { org: { value: "ORG" }, "owner-email": { value: "ADDRESS" } },
    required: ["org", "owner-email"],
    load: async () => (await import("./org-owner-link.ts")).orgOwnerLink,
  }),
];
