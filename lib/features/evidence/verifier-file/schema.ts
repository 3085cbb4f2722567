import { z } from "zod";

/** `v` names the very file: an address with it may be kept for ever. */
export const verifierQuerySchema = z.object({
  v: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});

export const verifierJsonSchema = z.object({
  /** Hex. */
  sha256: z.string(),
  bytes: z.number().int(),
  version: z.string(),
  url: z.url(),
  /** Its record in the ledger: the public page while it is on, the index once it is anchored; absent until it is recorded. */
  record: z.object({ page: z.url().optional(), index: z.number().int().min(0).optional() }).optional(),
});

export type VerifierJson = z.infer<typeof verifierJsonSchema>;
