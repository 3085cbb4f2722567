import { z } from "zod";

/** What the outbox is asked for; nonsense in an address is ignored. */
export const outboxQuerySchema = z.object({
  older: z.uuid().optional().catch(undefined),
  newer: z.uuid().optional().catch(undefined),
});
