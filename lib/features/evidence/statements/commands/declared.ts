/** The commands of the issuers whose statements an organisation registers. */
import { type Command, command } from "#lib/infra/terminal/command.ts";

export const statementsCommands: readonly Command[] = [
  command({
    words: "issuer-key add",
    id: "issuerKeyAdd",
    operands: "FILE",
    operandsMin: 1,
    operandsMax: 1,
    options: { org: { value: "ID", words: "issuerOrg" } },
    required: ["org"],
    load: async () => (await import("./issuer-key.ts")).issuerKeyAdd,
  }),
  command({
    words: "issuer-key end",
    id: "issuerKeyEnd",
    operands: "KID",
    operandsMin: 1,
    operandsMax: 1,
    options: { org: { value: "ID", words: "issuerOrg" } },
    required: ["org"],
    load: async () => (await import("./issuer-key.ts")).issuerKeyEnd,
  }),
];
