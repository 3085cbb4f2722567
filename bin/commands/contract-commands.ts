/** What is done with contracts and other documents of the reader's own. Each is imported when it is run. */
import type { Command } from "#lib/infra/terminal/command.ts";
import { SEALING } from "./sealing-options.ts";
import { SERVER } from "./server-options.ts";

export const CONTRACT_COMMANDS: readonly Command[] = [
  {
    ...{ words: "seal", id: "seal", operands: "PDF", operandsMin: 1, operandsMax: 1 },
    options: { ...SEALING, ...SERVER },
    required: ["seal", "purpose", "out"],
    load: async () => (await import("./seal.ts")).seal,
  },
  {
    words: "compose",
    id: "compose",
    operands: "TABLE",
    operandsMin: 1,
    operandsMax: 1,
    options: {
      ...{ template: { value: "ID", words: "composeTemplate" }, out: { value: "FOLDER", words: "composeOut" } },
      ...{ unit: { value: "UNIT", words: "unitOfRecord" } },
      ...SERVER,
    },
    required: ["template"],
    load: async () => (await import("./compose.ts")).compose,
  },
];
