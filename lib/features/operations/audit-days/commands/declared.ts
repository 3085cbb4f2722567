/** Commands about the days of the audit log. */
import { type Command, command, EXIT } from "#lib/infra/terminal/command.ts";

export const auditDayCommands: readonly Command[] = [
  command({
    words: "audit-log check",
    id: "auditLogCheck",
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    options: {},
    load: async () => (await import("./check.ts")).checkAuditLog,
  }),
  command({
    words: "audit-log verify",
    id: "auditLogVerify",
    operands: "ROWS PROOF",
    operandsMin: 2,
    operandsMax: 2,
    options: { policy: { value: "FILE" } },
    exitCodes: [EXIT.unproven],
    load: async () => (await import("./verify.ts")).verifyAuditDay,
  }),
];
