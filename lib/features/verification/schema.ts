import { z } from "zod";
import { sha256Schema } from "#lib/features/evidence/schema.ts";

/** Bytes of a request: a sealed PDF, or a JSON receipt quoted as a string. */
export const VERIFY_BYTES_MAX: number = 8 * 1024 * 1024;

/** The file's digest, for a receipt sent as a PDF. */
export const verifyQuerySchema = z.object({ sha256: sha256Schema.optional() });

export const verifyBodySchema = z.object({
  /** The receipt's exact text. */
  receipt: z.string().min(1),
  /** Digest of the file that the receipt is said to be about; the file itself stays where it is. */
  sha256: sha256Schema.optional(),
});
