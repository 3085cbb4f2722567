import { z } from "zod";
import { RECEIPT_BYTES_MAX } from "#lib/core/receipt/receipt-file.ts";
import { sha256Schema } from "#lib/features/evidence/records/schema/evidence.ts";

/** Bytes of a sealed PDF. */
export const VERIFY_PDF_BYTES_MAX: number = 8 * 1024 * 1024;
/** Bytes of a request that quotes a JSON receipt as a string: quoting at most doubles it. */
export const VERIFY_JSON_BYTES_MAX: number = 2 * RECEIPT_BYTES_MAX + 4 * 1024;

/** The file's digest, for a receipt sent as a PDF. */
export const verifyQuerySchema = z.object({ sha256: sha256Schema.optional() });

export const verifyBodySchema = z.object({
  /** The receipt's exact text. */
  receipt: z.string().min(1),
  /** Digest of the file that the receipt is said to be about; the file itself stays where it is. */
  sha256: sha256Schema.optional(),
});
