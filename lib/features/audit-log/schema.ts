import { z } from "zod";
import { AUDIT_ACTIONS } from "#lib/words/audit-actions.ts";

const day = z
  .union([z.literal("").transform(() => undefined), z.iso.date().refine((text) => text >= "1970-01-01")])
  .optional()
  .catch(undefined);

/** What the audit log is asked for; nonsense in an address is ignored. Days are UTC, both included. */
export const auditQuerySchema = z.object({
  action: z.enum(AUDIT_ACTIONS).optional().catch(undefined),
  /** The id of a user or key. */
  actor: z.uuid().optional().catch(undefined),
  from: day,
  to: day,
  older: z.uuid().optional().catch(undefined),
  newer: z.uuid().optional().catch(undefined),
});

export type AuditQuery = z.output<typeof auditQuerySchema>;
