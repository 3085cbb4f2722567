import { z } from "zod";
import { AUDIT_ACTIONS } from "#lib/words/audit-actions.ts";

/** Days in which a row can have been written; what comes after the last year of all no clock reckons with. */
const [FIRST_DAY, LAST_DAY] = ["1970-01-01", "2999-12-31"];
const day = z
  .union([
    z.literal("").transform(() => undefined),
    z.iso.date().refine((text) => text >= FIRST_DAY && text <= LAST_DAY),
  ])
  .optional()
  .catch(undefined);

const SEARCH_CHARS_MAX = 255;

/** What the audit log is asked for; nonsense in an address is ignored. Days are the reader's, both included. */
export const auditQuerySchema = z.object({
  action: z.enum(AUDIT_ACTIONS).optional().catch(undefined),
  /** The id of a user or key. */
  actor: z.uuid().optional().catch(undefined),
  /** A part of a name, an id, an address, or of what a row tells. PostgreSQL has no zero character in text. */
  q: z
    .string()
    .transform((text) => text.replaceAll("\0", "").trim().slice(0, SEARCH_CHARS_MAX) || undefined)
    .optional()
    .catch(undefined),
  from: day,
  to: day,
  older: z.uuid().optional().catch(undefined),
  newer: z.uuid().optional().catch(undefined),
  /** The newest and the oldest row of a run that is unfolded. */
  first: z.uuid().optional().catch(undefined),
  last: z.uuid().optional().catch(undefined),
});

export type AuditQuery = z.output<typeof auditQuerySchema>;
