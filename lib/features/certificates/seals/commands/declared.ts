/** The command of whoever audits who approved. */
import { type Command, command } from "#lib/infra/terminal/command.ts";

export const sealCommands: readonly Command[] = [
  command({
    words: "verify-approvals",
    id: "verifyApprovals",
    operands: "FILE",
    operandsMin: 1,
    operandsMax: 1,
    options: {},
    load: async () => (await import("./verify-approvals.ts")).verifyApprovals,
  }),
];
